import assert from "node:assert/strict";
import { SYSTEM } from "../../src/context.ts";
import { approveByLink } from "../../src/quotes/client_commands.ts";
import { clientApproval } from "../../src/quotes/input.ts";
import { instantOf } from "../../src/lib/dates.ts";
import { orderQuoteRows } from "../../src/quotes/queries.ts";
import { dueQuotes, mindQuotes } from "../../src/quotes/reminders.ts";
import { type TestApp, testApp } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { aDraft, aSentQuote, send } from "../support/quote_builders.ts";

const DAY = 86_400_000;
const DIAGNOSED = { status: "diagnosing", diagnosis: "Módulo roto" } as const;

eachDatabase(
  "a client is reminded half-way and at the end, once each, however often somebody looks",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await anOrder(app, DIAGNOSED);
    const quote = await aSentQuote(app, number, { valid_days: "10" });
    await look(app);
    assert.deepEqual(await mails(database), []);
    app.now += 6 * DAY;
    await Promise.all(Array.from({ length: 5 }, () => look(app)));
    assert.deepEqual(await mails(database), ["quote_reminder"]);
    app.now += DAY;
    await look(app);
    assert.deepEqual(await mails(database), ["quote_reminder"]);
    app.now += 10 * DAY;
    await Promise.all(Array.from({ length: 5 }, () => look(app)));
    app.now += 10 * DAY;
    await look(app);
    assert.deepEqual(await mails(database), ["quote_reminder", "quote_expired"]);
    const row = await database.db.selectFrom("quote").select(["status", "remind_at"]).where("id", "=", quote)
      .executeTakeFirstOrThrow();
    assert.deepEqual({ ...row }, { status: "expired", remind_at: null });
    const expired = await database.db.selectFrom("order_event").select("actor_kind").where(
      "order_id",
      "=",
      id,
    )
      .where("kind", "=", "quote_expired").execute();
    assert.deepEqual(expired.map((one) => one.actor_kind), ["system"]);
  },
);

eachDatabase("what was missed while nobody looked is one mail, not two", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, DIAGNOSED);
  await aSentQuote(app, number);
  app.now += 90 * DAY;
  await look(app);
  assert.deepEqual(await mails(database), ["quote_expired"]);
});

eachDatabase(
  "nobody is reminded of what was answered, replaced or no longer waited for",
  async (_, database) => {
    await using app = await testApp(database);
    const answered = await anOrder(app, DIAGNOSED);
    const quote = await aSentQuote(app, answered.number);
    const input = clientApproval.parse({ form_key: crypto.randomUUID(), quote, name: "María" });
    await approveByLink(await app.ctx(), { orderId: answered.id, userAgent: "" }, input);

    const replaced = await anOrder(app, DIAGNOSED);
    await aSentQuote(app, replaced.number, { valid_days: "4" });
    await send(app, replaced.number, await aDraft(app, replaced.number, { valid_days: "30" }));

    const gone = await anOrder(app, DIAGNOSED);
    await aSentQuote(app, gone.number);
    await database.db.updateTable("order").set({ status: "cancelled" }).where("id", "=", gone.id).execute();
    app.now += 8 * DAY;
    await look(app);
    assert.deepEqual(await mails(database), []);
    app.now += 8 * DAY;
    await look(app);
    assert.deepEqual(
      await mails(database),
      ["quote_reminder"],
      "the offer that took the place of the other one",
    );
  },
);

Deno.test("an offer lasts to the end of its last day where clocks move, and half-way is half of that", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const timeZone = "Europe/Madrid";
  await database.db.updateTable("branch").set({ time_zone: timeZone }).execute();
  app.now = instantOf("2026-10-24T12:00", timeZone);
  app.services.live.changed("shop");
  const { number } = await anOrder(app, DIAGNOSED);
  const quote = await aSentQuote(app, number, { valid_days: "8" });
  const { valid_until: end } = await database.db.selectFrom("quote").select("valid_until")
    .where("id", "=", quote).executeTakeFirstOrThrow();
  assert.equal(
    end,
    instantOf("2026-11-02T00:00", timeZone),
    "over the night of the 25th and the end of the month",
  );
  const [sent, told] = [app.now, new Map<number, string[]>()];
  for (app.now = sent; app.now <= (end ?? 0) + DAY; app.now += DAY / 48) {
    const before = await mails(database);
    await look(app);
    const added = (await mails(database)).slice(before.length);
    if (added.length > 0) told.set(app.now, added);
  }
  const half = sent + ((end ?? 0) - sent) / 2;
  assert.deepEqual([...told.values()], [["quote_reminder"], ["quote_expired"]]);
  const [first = 0, last = 0] = told.keys();
  assert.ok(first >= half && first < half + DAY / 48);
  assert.ok(last >= (end ?? 0) && last < (end ?? 0) + DAY / 48);
});

eachDatabase("what is due and what an order was offered are found by an index", async (_, database) => {
  await assertUsesIndex(database, dueQuotes(database.db, 1).compile());
  await assertUsesIndex(database, orderQuoteRows(database.db, "order").compile());
});

async function look(app: TestApp): Promise<void> {
  await mindQuotes(await app.ctx(SYSTEM));
}

async function mails(database: TestDatabase): Promise<string[]> {
  const rows = await database.db.selectFrom("message").select("kind").where("kind", "in", [
    "quote_reminder",
    "quote_expired",
  ])
    .orderBy("created_at").execute();
  return rows.map(({ kind }) => kind);
}
