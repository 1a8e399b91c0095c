import assert from "node:assert/strict";
import fc from "fast-check";
import type { Ctx } from "../../src/context.ts";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { AppError } from "../../src/lib/app_error.ts";
import { readBalance } from "../../src/orders/balance.ts";
import { assign, writeDiagnosis } from "../../src/orders/commands.ts";
import { deliver } from "../../src/orders/delivery.ts";
import { deliveryInput } from "../../src/orders/input.ts";
import { recordCharge } from "../../src/orders/money.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import {
  DIAGNOSIS_FINDINGS,
  ORDER_STATUSES,
  type OrderStatus,
  TRANSITIONS,
} from "../../src/orders/status.ts";
import { undoMove } from "../../src/orders/undo_commands.ts";
import { PART_ACTS } from "../../src/parts/order_act.ts";
import { addPart, movePart } from "../../src/parts/order_part_commands.ts";
import { addedPart, partMove } from "../../src/parts/order_part_input.ts";
import { approveByLink, rejectByLink } from "../../src/quotes/client_commands.ts";
import { clientApproval, clientRejection } from "../../src/quotes/input.ts";
import { ROLES } from "../../src/users/role.ts";
import { anArrival } from "../intakes/an_intake.ts";
import { pay, refund } from "../payments/payment_stage.ts";
import { type TestApp, userActor } from "../support/app.ts";
import { anOrder, type BuiltOrder } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";
import { approveByPhone, aSentQuote } from "../support/quote_builders.ts";

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
export const step = fc.record({
  by: fc.constantFrom("admin" as const, ...ROLES),
  order: fc.integer({ min: 0, max: 2 }),
  act,
});
export type Step = (typeof step)["generate"] extends (...args: never[]) => { value: infer Value } ? Value
  : never;

/** Among the lives by chance, one that gets on, has a move undone and receives its pre-intake. */
export const A_LIFE: Step[] = ([
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
  { kind: "receive" },
] as const).map((act) => ({ by: "admin", order: act.kind === "receive" ? 2 : 0, act }));

export interface Stage {
  app: TestApp;
  partId: string;
  orders: BuiltOrder[];
}

export async function aStage(app: TestApp): Promise<Stage> {
  const { id } = await aPart(app, { stock: 2 });
  const orders = [
    await anOrder(app),
    await anOrder(app, { preauthorisedMinor: 60_000_00 }),
    await anOrder(app, { status: "draft" }),
  ];
  return { app, partId: id, orders };
}

/** Answers the order that it was about. Refusals are part of the game; anything else is a fault. */
export async function play(stage: Stage, step: Step): Promise<BuiltOrder> {
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
