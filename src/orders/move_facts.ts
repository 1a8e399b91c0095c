import { type ChecklistPhase, type CheckRun, checkState } from "../checklists/checklist.ts";
import { checkRows, listedRows, runsOf } from "../checklists/queries.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { preparedTogether, type Rows, together } from "../db/together.ts";
import { exactMinor } from "../lib/money.ts";
import { planDiffers } from "../parts/order_part.ts";
import { noticeRows, noticesSince } from "../pickups/queries.ts";
import { inForce, OPEN_QUOTE } from "../quotes/quote.ts";
import { isClaim, type OrderRow } from "./row.ts";
import type { MoveFacts } from "./transition.ts";

/** What an order's next move is judged by, its checks, and which checklists the shop has for its device. */
export type OrderFacts = MoveFacts & { runs: CheckRun[]; listed: Record<ChecklistPhase, boolean> };

/** The same of one order, as of now in this transaction. */
export async function moveFacts(db: Db, ctx: Ctx, order: OrderRow): Promise<OrderFacts> {
  return factsFrom(ctx, order, await factsOfOne({ db }, { orderId: order.id }));
}

/** The same of several, in their order, from one statement. */
export async function moveFactsOf(ctx: Ctx, orders: readonly OrderRow[]): Promise<OrderFacts[]> {
  if (orders.length === 0) return [];
  const rows = await together(ctx, factLists(ctx.db, orders.map(({ id }) => id)));
  return orders.map((order) => factsFrom(ctx, order, rows));
}

const factsOfOne = preparedTogether(({ db }: { db: Db }, { orderId }: { orderId: string }) =>
  factLists(db, [orderId])
);

/** The selections that the facts are made from. */
export function factLists(db: Db, orderIds: readonly string[]) {
  return {
    checks: checkRows(db, orderIds),
    listed: listedRows(db, orderIds),
    findings: db.selectFrom("diagnosis").select(["order_id", "finding"]).where("order_id", "in", orderIds)
      .orderBy("written_at").orderBy("id"),
    plans: db.selectFrom("order_part").select(["order_id", "planned", "used"])
      .where("order_id", "in", orderIds),
    offers: db.selectFrom("quote").select([
      "order_id",
      "status",
      "valid_until",
      "deposit_minor",
      "settled_at",
    ])
      .where("order_id", "in", orderIds).where("status", "in", [...OPEN_QUOTE, "approved"]),
    balances: db.selectFrom("order_balance").select(["order_id", "charged_minor", "paid_minor"])
      .where("order_id", "in", orderIds),
    untold: db.selectFrom("to_tell").select("order_id").where("order_id", "in", orderIds),
    notices: noticeRows(db, orderIds),
    staff: db.selectFrom("user").select((q) => q.fn.countAll<number>().as("technicians"))
      .where("role", "=", "technician").where("active", "=", 1),
  };
}

/** The facts of one of the orders that the rows are about. */
export function factsFrom(ctx: Ctx, order: OrderRow, rows: Rows<ReturnType<typeof factLists>>): OrderFacts {
  const own = <Row extends { order_id: string }>(all: readonly Row[]) =>
    all.filter(({ order_id }) => order_id === order.id);
  const runs = runsOf(own(rows.checks));
  const phases = own(rows.listed).map(({ phase }) => phase);
  const listed = { intake: phases.includes("intake"), exit: phases.includes("exit") };
  const offers = own(rows.offers);
  const approved = offers.find(({ status }) => status === "approved");
  const deposit = order.status === "awaiting_approval" ? approved?.deposit_minor ?? 0 : 0;
  const settled = approved !== undefined && approved.settled_at !== null;
  const paid = exactMinor(own(rows.balances)[0]?.paid_minor ?? 0);
  const findings = own(rows.findings);
  const { settings } = ctx.shop;
  return {
    runs,
    listed,
    checks: {
      intake: checkState(runs, "intake", listed.intake && settings.intake_checklist_required),
      exit: checkState(runs, "exit", listed.exit && settings.exit_checklist_required),
    },
    status: order.status,
    heldFrom: order.held_from,
    technicianId: order.technician_id,
    repairedBy: order.repaired_by,
    hasDiagnosis: findings.length > 0,
    finding: findings.at(-1)?.finding ?? null,
    claimsWarranty: isClaim(order),
    preauthorisedMinor: order.preauthorised_minor,
    partsDiffer: planDiffers(own(rows.plans)),
    quote: {
      inForce: offers.some((offer) => inForce(offer, ctx.now)),
      approved: approved !== undefined,
      depositDueMinor: Math.max(0, deposit - paid),
    },
    // What was billed for an approved offer is taken back when its order is cancelled.
    creditMinor: Math.max(0, paid - (settled ? 0 : exactMinor(own(rows.balances)[0]?.charged_minor ?? 0))),
    outcome: order.outcome,
    readyAt: order.ready_at,
    untold: own(rows.untold).length > 0,
    technicians: rows.staff[0]?.technicians ?? 0,
    notices: {
      demanded: settings.abandonment_notices,
      given: noticesSince(own(rows.notices), order.status_since),
    },
    settings,
    now: ctx.now,
  };
}
