import assert from "node:assert/strict";
import fc from "fast-check";
import type { Ctx } from "../../src/context.ts";
import { AppError } from "../../src/lib/app_error.ts";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { readBalance } from "../../src/orders/balance.ts";
import { assign, writeDiagnosis } from "../../src/orders/commands.ts";
import { deliver } from "../../src/orders/delivery.ts";
import { deliveryInput } from "../../src/orders/input.ts";
import { recordCharge } from "../../src/orders/money.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { undoMove } from "../../src/orders/undo_commands.ts";
import {
  DIAGNOSIS_FINDINGS,
  listedTransition,
  ORDER_STATUSES,
  type OrderStatus,
  TRANSITIONS,
} from "../../src/orders/status.ts";
import { PART_ACTS } from "../../src/parts/order_act.ts";
import { addPart, movePart } from "../../src/parts/order_part_commands.ts";
import { addedPart, partMove } from "../../src/parts/order_part_input.ts";
import { stockDifferences } from "../../src/parts/stock_check.ts";
import { approveByLink, rejectByLink } from "../../src/quotes/client_commands.ts";
import { clientApproval, clientRejection } from "../../src/quotes/input.ts";
import { USUAL_FILTER } from "../../src/statistics/filter.ts";
import { recountFigures } from "../../src/statistics/recount_commands.ts";
import { refreshFigures } from "../../src/statistics/refresh_commands.ts";
import { ROLES } from "../../src/users/role.ts";
import { anArrival } from "../intakes/an_intake.ts";
import { pay, refund } from "../payments/payment_stage.ts";
import { assertFigures, slowCount } from "../statistics/slow_count.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder, type BuiltOrder } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";
import { approveByPhone, aSentQuote, assertSumsHold } from "../support/quote_builders.ts";

const HOUR = 3_600_000;

const amount = fc.constantFrom("1.000", "25.000", "48.500", "60.000");
/** Whatever staff and clients can do to an order, allowed or not, in any order; most moves go a way that is listed. */
const act = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("go_on"), way: fc.nat(40) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("move"),
      to: fc.constantFrom(...ORDER_STATUSES),
      force: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("assign"), to: fc.constantFrom("technician", "admin", null) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("diagnose"), finding: fc.constantFrom(...DIAGNOSIS_FINDINGS) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("quote"), deposit: fc.constantFrom("0", "50") }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("approve"), how: fc.constantFrom("link", "phone") }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reject") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("charge") }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("pay"), amount, deposit: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("refund"), amount }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("part"), how: fc.constantFrom("reserve", "use") }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("part_moved"), what: fc.constantFrom(...PART_ACTS) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("deliver"), debt: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("receive") }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("undo") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait") }) },
);
const step = fc.record({
  by: fc.constantFrom("admin" as const, ...ROLES),
  order: fc.integer({ min: 0, max: 2 }),
  act,
});
type Step = (typeof step)["generate"] extends (...args: never[]) => { value: infer Value } ? Value : never;

/** Among the lives by chance, one that gets on and has a move undone. */
const A_LIFE: Step[] = ([
  { kind: "assign", to: "technician" },
  { kind: "move", to: "diagnosing", force: false },
  { kind: "undo" },
  { kind: "move", to: "diagnosing", force: false },
  { kind: "diagnose", finding: "repairable" },
  { kind: "quote", deposit: "0" },
  { kind: "approve", how: "phone" },
  { kind: "move", to: "repairing", force: false },
  { kind: "part", how: "use" },
  { kind: "move", to: "ready", force: false },
  { kind: "deliver", debt: false },
] as const).map((act) => ({ by: "admin", order: 0, act }));

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
    await assertCounted(await app.ctx());
  },
);

/** What all these lives come to, brought up to date and counted anew, is what one counts by hand. */
async function assertCounted(ctx: Ctx): Promise<void> {
  await refreshFigures(ctx);
  const counted = await slowCount(ctx);
  const year = { ...USUAL_FILTER, period: "365_days" } as const;
  const { totals } = await assertFigures(ctx, counted, year);
  assert.ok(totals.received > 20 && totals.ready > 0 && totals.billed > 0, "there is something to count");
  await assertFigures(ctx, counted, { ...USUAL_FILTER, period: "today" });
  assert.deepEqual((await recountFigures(ctx)).wrong, []);
}

interface Stage {
  app: TestApp;
  partId: string;
  orders: BuiltOrder[];
}

async function aStage(app: TestApp): Promise<Stage> {
  const { id } = await aPart(app, { stock: 2 });
  const orders = [
    await anOrder(app),
    await anOrder(app, { preauthorisedMinor: 60_000_00 }),
    await anOrder(app, { status: "draft" }),
  ];
  return { app, partId: id, orders };
}

/** Answers the order that it was about. Refusals are part of the game; anything else is a fault. */
async function play(stage: Stage, step: Step): Promise<BuiltOrder> {
  const order = stage.orders[step.order];
  assert.ok(order);
  try {
    await perform(stage, { order, ctx: await stage.app.ctx(userActor(stage.app, step.by)), act: step.act });
  } catch (refusal) {
    if (!(refusal instanceof AppError) || refusal.code === "internal") throw refusal;
  }
  return order;
}

interface Deed {
  order: BuiltOrder;
  ctx: Ctx;
  act: Step["act"];
}

async function perform({ app, partId }: Stage, { order, ctx, act }: Deed): Promise<unknown> {
  const { id, number } = order;
  const form_key = crypto.randomUUID();
  switch (act.kind) {
    case "go_on":
      return await moveStatus(ctx, number, { to: await listedWay(ctx, id, act.way), ...filledIn(app) });
    case "move":
      return await moveStatus(ctx, number, {
        to: act.to,
        ...(act.force && { force: true }),
        ...filledIn(app),
      });
    case "assign":
      return await assign(ctx, number, act.to && app.users[act.to].id);
    case "diagnose":
      return await writeDiagnosis(ctx, number, { text: "Módulo roto", finding: act.finding, form_key });
    case "quote":
      return await aSentQuote(app, number, { deposit_percent: act.deposit });
    case "approve":
      if (act.how === "phone") return await approveByPhone(app, number);
      return await approveByLink(
        ctx,
        { orderId: id, userAgent: "x" },
        clientApproval.parse({ form_key, quote: await lastQuote(ctx, id), option: "", name: "María" }),
      );
    case "reject":
      return await rejectByLink(
        ctx,
        { orderId: id, userAgent: "x" },
        clientRejection.parse({ form_key, quote: await lastQuote(ctx, id), name: "María", reason: "Caro" }),
      );
    case "charge":
      return await recordCharge(ctx, number, {
        form_key,
        description: "Limpieza",
        amount: 5_000_00,
        reason: "",
      });
    case "pay":
      return await pay(ctx, number, {
        amount: act.amount,
        kind: act.deposit ? "deposit" : "payment",
        method: "transfer",
      });
    case "refund":
      return await refund(ctx, number, { amount: act.amount, method: "transfer" });
    case "part":
      return await addPart(
        ctx,
        number,
        addedPart("es").parse({ part_id: partId, quantity: "1", how: act.how, form_key }),
      );
    case "part_moved":
      return await movePart(
        ctx,
        number,
        partId,
        partMove("es").parse({ kind: act.what, quantity: "1", from: "used", reason: "faulty", form_key }),
      );
    case "deliver": {
      const { balance } = await readBalance(ctx.db, id);
      const typed = { taken_by: "María", work: "Módulo", unsigned_reason: "Apurada", form_key };
      const paid = balance > 0 && !act.debt && { amount: String(balance / 100), method: "transfer" };
      const owed = act.debt && { debt_reason: "Paga el lunes" };
      return await deliver(ctx, number, deliveryInput("ARS").parse({ ...typed, ...paid, ...owed }));
    }
    case "receive":
      return await receiveIntake(ctx, await anArrival(ctx, order));
    case "undo":
      return await undoMove(await lastMover(app, id) ?? ctx, number);
    case "wait":
      app.now += HOUR;
  }
}

/** Everything that a form of a move may ask for. */
function filledIn({ now }: TestApp) {
  return {
    reason: "Porque sí",
    outcome: "repaired" as const,
    partsExplanation: "Porque sí",
    depositKept: "Porque sí",
    vendor: "Taller Sur",
    vendorExpectedAt: now + 24 * HOUR,
    reviewAt: now + 24 * HOUR,
  };
}

async function listedWay({ db }: Ctx, orderId: string, way: number): Promise<OrderStatus> {
  const { status } = await db.selectFrom("order").select("status").where("id", "=", orderId)
    .executeTakeFirstOrThrow();
  const ways = TRANSITIONS.filter(({ from }) => from.includes(status));
  return ways[way % ways.length]?.to ?? status;
}

/** Only who made a move may undo it. */
async function lastMover(app: TestApp, orderId: string): Promise<Ctx | null> {
  const last = await app.services.database.db.selectFrom("order_event").select("actor_id")
    .where("order_id", "=", orderId).where("to_status", "is not", null).orderBy("id", "desc").limit(1)
    .executeTakeFirst();
  const role = (["admin", ...ROLES] as const).find((one) => app.users[one].id === last?.actor_id);
  return role ? await app.ctx(userActor(app, role)) : null;
}

/** The newest offer of an order, whatever became of it; an id of nothing when there is none. */
async function lastQuote({ db }: Ctx, orderId: string): Promise<string> {
  const quote = await db.selectFrom("quote").select("id").where("order_id", "=", orderId)
    .orderBy("revision", "desc").limit(1).executeTakeFirst();
  return quote?.id ?? crypto.randomUUID();
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
