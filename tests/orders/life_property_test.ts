import assert from "node:assert/strict";
import fc from "fast-check";
import type { Ctx } from "../../src/context.ts";
import { readBalance } from "../../src/orders/balance.ts";
import { listedTransition, type OrderStatus } from "../../src/orders/status.ts";
import { stockDifferences } from "../../src/parts/stock_check.ts";
import { USUAL_FILTER } from "../../src/statistics/filter.ts";
import { recountFigures } from "../../src/statistics/recount_commands.ts";
import { refreshFigures } from "../../src/statistics/refresh_commands.ts";
import { assertFigures, slowCount } from "../statistics/slow_count.ts";
import { type TestApp, testApp } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import type { BuiltOrder } from "../support/order_builders.ts";
import { assertSumsHold } from "../support/quote_builders.ts";
import { A_LIFE, aStage, play, step } from "./life_acts.ts";

eachDatabase(
  "whatever is done, in whatever order: stock, money, status and history agree",
  async (_, database) => {
    await using app = await testApp(database);
    const runs = database.flavour === "postgres" ? 10 : 24;
    const reached = new Set<OrderStatus>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 25, maxLength: 60 }), async (steps) => {
        const stage = await aStage(app);
        for (const one of steps) {
          reached.add(await assertAgreement(app, await play(stage, one)));
        }
        for (const order of stage.orders) await assertAgreement(app, order);
        await refreshFigures(await app.ctx());
        assert.deepEqual(await stockDifferences(database.db), []);
      }),
      { numRuns: runs, endOnFailure: true, examples: [[A_LIFE]] },
    );
    const undone = await database.db.selectFrom("order_event").select("id").where("kind", "=", "move_undone")
      .limit(1).execute();
    assert.ok(undone.length === 1, "something was undone");
    assert.ok(reached.size >= 5, `only ${[...reached]} were reached`);
    await assertCounted(await app.ctx(), 2 * runs + 1);
  },
);

/** What all these lives come to, brought up to date and counted anew, is what one counts by hand; at least so many were received. */
async function assertCounted(ctx: Ctx, received: number): Promise<void> {
  await refreshFigures(ctx);
  const counted = await slowCount(ctx);
  const year = { ...USUAL_FILTER, period: "365_days" } as const;
  const { totals } = await assertFigures(ctx, counted, year);
  assert.ok(
    totals.received >= received && totals.ready > 0 && totals.billed > 0,
    "there is something to count",
  );
  await assertFigures(ctx, counted, { ...USUAL_FILTER, period: "today" });
  assert.deepEqual((await recountFigures(ctx)).wrong, []);
}

/** What the rows of an order say against what its history, its ledger and its offers tell. Answers its status. */
async function assertAgreement(app: TestApp, { id }: BuiltOrder): Promise<OrderStatus> {
  const { db } = app.services.database;
  const row = await db.selectFrom("order").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const told = await replay(db, id);
  const sums = await readBalance(db, id);
  const ofQuotes = await assertSumsHold(app, id);
  assert.deepEqual(
    {
      status: row.status,
      since: row.status_since,
      outcome: row.outcome,
      heldFrom: row.held_from,
      reviewAt: row.hold_review_at,
      vendor: row.vendor,
      technicianId: row.technician_id,
      rework: row.rework_count,
      paid: sums.paid,
      charged: sums.charged - ofQuotes,
    },
    told,
  );
  assert.ok(sums.paid >= 0, "more went back than came in");
  if (row.status === "delivered" && sums.balance > 0) {
    const { debt_reason } = await db.selectFrom("delivery").select("debt_reason").where("order_id", "=", id)
      .executeTakeFirstOrThrow();
    assert.notEqual(debt_reason, "", "nobody takes a debt home without a reason");
  }
  const cached = await db.selectFrom("order_balance").select(["charged_minor", "paid_minor"])
    .where("order_id", "=", id).executeTakeFirst();
  assert.deepEqual([cached?.charged_minor ?? 0, cached?.paid_minor ?? 0], [sums.charged, sums.paid]);
  return row.status;
}

/** The state of an order as its history alone tells it; each step has to be a listed one, a forced one, or the last one undone. */
async function replay(db: TestDatabase["db"], orderId: string) {
  let standing = {
    status: "draft" as OrderStatus,
    since: 0,
    outcome: null as string | null,
    heldFrom: null as OrderStatus | null,
    reviewAt: null as number | null,
    vendor: "",
    rework: 0,
  };
  const sums = { technicianId: null as string | null, paid: 0, charged: 0 };
  const moves: { id: string; before: typeof standing }[] = [];
  const events = await db.selectFrom("order_event").selectAll().where("order_id", "=", orderId).orderBy("id")
    .execute();
  for (const event of events) {
    const { from_status: from, to_status: to } = event;
    const data = JSON.parse(event.data_json);
    if (event.kind === "assigned") sums.technicianId = data.technician_id;
    if (event.kind === "payment_recorded") sums.paid += data.amount_minor;
    if (event.kind === "charge_recorded") sums.charged += data.amount_minor;
    if (to === null) continue;
    if (from !== null) assert.equal(from, standing.status, "the history has no gaps");
    if (event.kind === "move_undone") {
      const undone = moves.pop();
      assert.deepEqual([undone?.id, undone?.before.status], [data.event, to]);
      if (undone) standing = undone.before;
      continue;
    }
    const rule = from === null ? undefined : listedTransition(from, to);
    assert.ok(from === null || rule || data.forced === true, `${from} → ${to} is not listed`);
    moves.push({ id: event.id, before: standing });
    if (to === "received" && from === "draft") assert.equal(event.kind, "received", "it came by an intake");
    standing = {
      status: to,
      since: event.at,
      outcome: "outcome" in data ? data.outcome : standing.outcome,
      heldFrom: to === "on_hold" ? from : null,
      reviewAt: to === "on_hold" ? data.review_at : null,
      vendor: data.custody === "sent" ? data.vendor : standing.vendor,
      rework: standing.rework + (rule?.effects.includes("rework") ? 1 : 0),
    };
  }
  return { ...standing, ...sums };
}
