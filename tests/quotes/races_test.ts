import assert from "node:assert/strict";
import { readBalance } from "../../src/orders/balance.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { recordApproval } from "../../src/quotes/approval_commands.ts";
import { approveByLink, noteViewed, rejectByLink } from "../../src/quotes/client_commands.ts";
import { approvalInput, clientApproval, clientRejection } from "../../src/quotes/input.ts";
import { mindQuotes } from "../../src/quotes/reminders.ts";
import { sendQuote } from "../../src/quotes/send_commands.ts";
import { SYSTEM } from "../../src/context.ts";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aDraft, aSentQuote, assertSumsHold } from "../support/quote_builders.ts";

const DIAGNOSED = { status: "diagnosing", diagnosis: "Módulo roto" } as const;
/** What the one who came second may be told. */
const SENTENCES = [
  "quote_replaced",
  "quote_answered",
  "quote_expired",
  "quote_paused",
  "quote_not_now",
  "quote_changed",
  "quote_not_draft",
  "move_same",
  "move_not_listed",
  "order_changed",
];

eachDatabase(
  "an approval that races with a new version: one wins, the other gets a sentence, sums hold",
  async (t, database) => {
    await using app = await testApp(database);
    for (let round = 0; round < 6; round++) {
      await t.step(`round ${round + 1}`, async () => {
        const { id, number } = await anOrder(app, DIAGNOSED);
        const first = await aSentQuote(app, number);
        const second = await aDraft(app, number, { lines: [{ description: "Todo", price: "90000" }] });
        const client = await app.ctx();
        const desk = await app.ctx(userActor(app, "receptionist"));
        const link = { orderId: id, userAgent: "x" };
        const acts = [
          ...Array.from({ length: 3 }, () => () => approveByLink(client, link, approval(first))),
          ...Array.from({ length: 2 }, () => () => noteViewed(client, link)),
          ...Array.from(
            { length: 3 },
            () => () => sendQuote(desk, number, { quoteId: second, input: sending() }),
          ),
        ];
        const done = await Promise.allSettled(
          turned(acts, round).map((act) => act()),
        );
        refusedInSentences(done);
        const { status } = await orderRow(database, id);
        const standing = await database.db.selectFrom("quote").select(["id", "status"]).where(
          "order_id",
          "=",
          id,
        )
          .where("status", "in", ["sent", "viewed", "approved"]).execute();
        assert.equal(standing.length, 1, "one offer stands");
        const sum = await assertSumsHold(app, id);
        if (status === "approved") assert.deepEqual([standing[0]?.id, sum], [first, 48_500_00]);
        else assert.deepEqual([status, standing[0]?.id, sum], ["awaiting_approval", second, 0]);
      });
    }
  },
);

eachDatabase(
  "two options, yes and no, phone and link at once: one answer, told once, billed once",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await anOrder(app, DIAGNOSED);
    const quote = await aSentQuote(app, number, {
      options: "2",
      lines: [
        { description: "Original", price: "60000", option: "A" },
        { description: "Genérica", price: "45000", option: "B" },
      ],
    });
    const client = await app.ctx();
    const desk = await app.ctx(userActor(app, "receptionist"));
    const link = { orderId: id, userAgent: "x" };
    const phone = (option: string) =>
      recordApproval(
        desk,
        number,
        approvalInput("ARS").parse({
          form_key: crypto.randomUUID(),
          how: "phone",
          who: "María",
          option,
        }),
      );
    const done = await Promise.allSettled([
      approveByLink(client, link, approval(quote, "A")),
      approveByLink(client, link, approval(quote, "B")),
      rejectByLink(client, link, rejection(quote)),
      phone("A"),
      phone("B"),
      moveStatus(desk, number, { to: "ready", reason: "No quiere" }),
    ]);
    refusedInSentences(done);
    assert.equal(done.filter(({ status }) => status === "fulfilled").length, 1);
    const decisions = await database.db.selectFrom("quote_decision").select(["decision", "option"]).execute();
    assert.equal(decisions.length, 1);
    const sum = await assertSumsHold(app, id);
    const [answer] = decisions;
    assert.equal(sum, answer?.decision === "rejected" ? 0 : answer?.option === "A" ? 60_000_00 : 45_000_00);
    const moved = await database.db.selectFrom("order_event").select("id").where("order_id", "=", id)
      .where("kind", "=", "status_moved").execute();
    assert.equal(moved.length, 2);
  },
);

eachDatabase(
  "one form sent many times at once decides once and answers everybody the same",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await anOrder(app, DIAGNOSED);
    const quote = await aSentQuote(app, number);
    const input = approval(quote);
    const client = await app.ctx();
    await Promise.all(
      Array.from({ length: 8 }, () => approveByLink(client, { orderId: id, userAgent: "x" }, input)),
    );
    assert.equal((await database.db.selectFrom("quote_decision").select("id").execute()).length, 1);
    assert.equal((await readBalance(database.db, id)).charged, 48_500_00);
  },
);

eachDatabase(
  "an answer in the last moment and the clock's job: approved or expired, never both",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await anOrder(app, DIAGNOSED);
    const quote = await aSentQuote(app, number, { valid_days: "1" });
    const { valid_until } = await database.db.selectFrom("quote").select("valid_until").where(
      "id",
      "=",
      quote,
    )
      .executeTakeFirstOrThrow();
    app.now = (valid_until ?? 0) - 1;
    const client = await app.ctx();
    app.now += 1;
    const jobs = await app.ctx(SYSTEM);
    const done = await Promise.allSettled([
      mindQuotes(jobs),
      approveByLink(client, { orderId: id, userAgent: "x" }, approval(quote)),
      mindQuotes(jobs),
    ]);
    refusedInSentences(done);
    const { status } = await database.db.selectFrom("quote").select("status").where("id", "=", quote)
      .executeTakeFirstOrThrow();
    const told = await database.db.selectFrom("order_event").select("kind").where("order_id", "=", id)
      .where("kind", "in", ["quote_approved", "quote_expired"]).execute();
    assert.deepEqual(told.map(({ kind }) => kind), [`quote_${status}`]);
    assert.equal(
      (await orderRow(database, id)).status,
      status === "approved" ? "approved" : "awaiting_approval",
    );
    await assertSumsHold(app, id);
  },
);

function approval(quote: string, option = "") {
  return clientApproval.parse({ form_key: crypto.randomUUID(), quote, option, name: "María Núñez" });
}

function rejection(quote: string) {
  return clientRejection.parse({ form_key: crypto.randomUUID(), quote, name: "María", reason: "Caro" });
}

function sending() {
  return { version: 2, by_mail: false, claim_reason: "", form_key: crypto.randomUUID() };
}

/** Starts with another one each round. */
function turned<T>(list: readonly T[], by: number): T[] {
  return [...list.slice(by), ...list.slice(0, by)];
}

function refusedInSentences(done: readonly PromiseSettledResult<unknown>[]): void {
  for (const one of done) {
    if (one.status === "fulfilled") continue;
    const reason = one.reason.detail?.reason;
    assert.ok(SENTENCES.includes(reason), `${reason}: ${one.reason.stack}`);
  }
}

async function orderRow(database: TestDatabase, id: string) {
  return await database.db.selectFrom("order").select("status").where("id", "=", id)
    .executeTakeFirstOrThrow();
}
