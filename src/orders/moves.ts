import type { Updateable } from "kysely";
import { requirePermission } from "../auth/permissions.ts";
import { closeChecks } from "../checklists/closing.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { conflict } from "../lib/app_error.ts";
import { tellMove } from "../mail/on_move.ts";
import type { Plan } from "../mail/plan.ts";
import { isWorking } from "../parts/order_part.ts";
import { moveParts } from "../parts/plan.ts";
import { type PartBefore, partsBefore } from "../parts/undo.ts";
import { rejectStanding, releaseApproved, settleApproved, touchesOffer } from "../quotes/decide.ts";
import { keepDeposit } from "./kept_deposit.ts";
import { chargeDiagnosis } from "../quotes/diagnosis_fee.ts";
import { stopTimersOf } from "../timers/stopping.ts";
import { endUntold, type UntoldRow } from "../untold/rows.ts";
import { handTo } from "./assignment.ts";
import { countMove } from "./counts.ts";
import { recordEvent } from "./history.ts";
import { moveFacts } from "./move_facts.ts";
import type { OrderEventKind } from "./order.ts";
import { changeOrder, type Former, lockOrder, type OrderRow, topicsOf } from "./row.ts";
import { keptInTime, slaRules } from "./sla.ts";
import { listedTransition, STATUS_GROUP } from "./status.ts";
import { type Move, transition, type Verdict } from "./transition.ts";
import { UNDO_MS, type UndoTrace } from "./undo.ts";

const DAY = 86_400_000;

/**
 * Moves an order to another status, and answers whether that can be undone for a while, and who hears of it (null of a form that was sent twice). `batch` is the key of a form that moves
 * several: the same again changes nothing. Nor does a form that its maker sends twice within half a minute.
 * @throws AppError not_found; forbidden; conflict with the reason of `transition`; invalid with the missing fields
 */
export async function moveStatus(
  ctx: Ctx,
  number: string,
  move: Move,
  { batch }: { batch?: string } = {},
): Promise<{ undoable: boolean; told: Plan | null }> {
  requirePermission(ctx.actor, move.force ? "orders.force" : "orders.edit");
  const { topics, ...moved } = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    if (batch && await lastBatch(trx, order.id) === batch) return { undoable: true, told: null, topics: [] };
    const sent = await sentBefore(trx, ctx, { order, move });
    if (sent) return { undoable: sent.undoable, told: null, topics: [] };
    const verdict = transition(await moveFacts(trx, ctx, order), ctx.actor, move);
    if (!verdict.ok) throw verdict.error;
    const handed = await handedOver(trx, ctx, { order, move });
    const judged = { order: handed, move, verdict, ...batch && { data: { batch } } };
    const undoable = !await touchesOffer(trx, { order, to: move.to, effects: verdict.effects });
    const told = await applyMove(trx, ctx, { ...judged, undoable });
    return { undoable, told, topics: topicsOf(order) };
  });
  ctx.live.changed(...topics, "jobs");
  return moved;
}

/** The order's last move, when it is this very one by the same person just now. */
async function sentBefore(
  trx: Db,
  ctx: Ctx,
  { order, move }: { order: OrderRow; move: Move },
): Promise<{ undoable: boolean } | null> {
  if (move.from === undefined || move.from === order.status || move.to !== order.status) return null;
  const last = await trx.selectFrom("order_event").select(["from_status", "to_status", "actor_id", "at"])
    .select(["kind", "data_json"]).where("order_id", "=", order.id).where("to_status", "is not", null)
    .orderBy("id", "desc").limit(1).executeTakeFirst();
  const same = last?.kind === "status_moved" && last.from_status === move.from &&
    last.to_status === move.to &&
    last.actor_id === ctx.actor.id && last.at > ctx.now - UNDO_MS;
  return same ? { undoable: "undo" in JSON.parse(last.data_json) } : null;
}

/** The order in the hands that the move brings, where it has to be in somebody's. @throws forbidden; conflict order_taken */
async function handedOver(
  trx: Db,
  ctx: Ctx,
  { order, move: { to, technicianId } }: { order: OrderRow; move: Move },
): Promise<OrderRow> {
  const needed = listedTransition(order.status, to)?.needs.includes("technician_assigned");
  if (!needed || !technicianId || technicianId === order.technician_id) return order;
  if (order.technician_id !== null) throw conflict("order_taken");
  requirePermission(ctx.actor, technicianId === ctx.actor.id ? "orders.take" : "orders.assign");
  return await handTo(trx, ctx, { order, technicianId });
}

/** The form that moved the order last, if it moved several. */
async function lastBatch(trx: Db, orderId: string): Promise<unknown> {
  const last = await trx.selectFrom("order_event").select("data_json").where("order_id", "=", orderId)
    .where("kind", "=", "status_moved").orderBy("id", "desc").limit(1).executeTakeFirst();
  return last && JSON.parse(last.data_json).batch;
}

export interface JudgedMove {
  order: OrderRow;
  move: Move;
  verdict: Extract<Verdict, { ok: true }>;
  /** More columns that it changes. */
  changes?: Updateable<Schema["order"]>;
  /** More for the history. */
  data?: Record<string, unknown>;
  /** Its maker may take it back for a while; what hands over a device or answers an offer is for good. */
  undoable?: boolean;
}

/** Writes a judged move: row, history, counts and what follows from it. Answers who hears of it, null where nobody is told of such. */
export async function applyMove(trx: Db, ctx: Ctx, judged: JudgedMove): Promise<Plan | null> {
  const { order, move, verdict } = judged;
  const changes = { ...changesOf(ctx, judged), ...judged.changes };
  const was = await changeOrder(trx, ctx, { order, changes });
  const untold = order.status === "ready" ? await endUntold(trx, { orderId: order.id }) : [];
  const parts = await partsBefore(trx, order.id);
  if (verdict.effects.includes("outcome_quote_rejected")) {
    await rejectStanding(trx, ctx, { order, reason: move.reason ?? "" });
  }
  if (move.to === "cancelled") await releaseApproved(trx, ctx, order);
  const failed = await closeChecks(trx, ctx, { order, to: move.to });
  await recordEvent(trx, ctx, {
    orderId: order.id,
    kind: kindOf(judged),
    from: order.status,
    to: move.to,
    data: {
      ...told(judged),
      ...(move.to === "ready" && timeTold(ctx, order)),
      ...(failed.length > 0 && { failed }),
      ...judged.data,
      ...traceOf(judged, { was, untold, parts }),
    },
  });
  await countMove(trx, ctx, {
    branchId: order.branch_id,
    from: order.status,
    to: move.to,
    receivedAt: judged.changes?.received_at ?? order.received_at,
  });
  if (move.to === "cancelled" && move.depositKept) {
    await keepDeposit(trx, ctx, { order, reason: move.depositKept });
  }
  if (verdict.effects.includes("charge_diagnosis")) await chargeDiagnosis(trx, ctx, order);
  if (isWorking(move.to)) await settleApproved(trx, ctx, order);
  if (move.to === "ready" || STATUS_GROUP[move.to] === "closed") await stopTimersOf(trx, ctx, order.id);
  await moveParts(trx, ctx, { order, to: move.to, explanation: explained(move) });
  if (STATUS_GROUP[move.to] === "closed") await schedulePurge(trx, ctx, order.id);
  return await tellMove(trx, ctx, { order, to: move.to, notify: move.notify });
}

/** What comes in and what goes out is told as such. */
function kindOf({ order, move }: JudgedMove): OrderEventKind {
  if (move.to === "delivered") return "delivered";
  return order.status === "draft" && move.to === "received" ? "received" : "status_moved";
}

/** What the row was before, and what else it takes to undo the move where that is possible. */
function traceOf(
  { order, undoable = false }: JudgedMove,
  { was, untold, parts }: { was: Former; untold: readonly UntoldRow[]; parts: PartBefore[] },
): { was: Former } | { undo: UndoTrace } {
  if (!undoable) return { was };
  const { status: _, ...before } = was;
  return {
    undo: {
      version: order.version + 1,
      before: {
        ...before,
        status_since: order.status_since,
        sla_ms: order.sla_ms,
        parts_in: order.parts_in,
      },
      untold: untold.map(({ order_id: _, branch_id: __, ...kept }) => kept),
      parts,
    },
  };
}

function changesOf(ctx: Ctx, { order, move, verdict }: JudgedMove): Updateable<Schema["order"]> {
  const { from, to } = { from: order.status, to: move.to };
  const finishing = from === "repairing" && (to === "ready" || to === "quality_check");
  return {
    status: to,
    status_since: ctx.now,
    parts_in: 0,
    held_from: to === "on_hold" ? from : null,
    hold_review_at: to === "on_hold" ? move.reviewAt ?? null : null,
    outcome: outcomeAfter(order, { move, verdict }),
    ready_at: to === "ready" ? ctx.now : STATUS_GROUP[to] === "closed" ? order.ready_at : null,
    closed_at: STATUS_GROUP[to] === "closed" ? ctx.now : null,
    ...(to === "outsourced" && from !== "on_hold" &&
      { vendor: move.vendor ?? "", vendor_expected_at: move.vendorExpectedAt ?? null }),
    ...(finishing && { repaired_by: ctx.actor.kind === "user" ? ctx.actor.id : order.technician_id }),
    ...(verdict.effects.includes("rework") && { rework_count: order.rework_count + 1 }),
  };
}

function outcomeAfter(
  order: OrderRow,
  { move, verdict }: Pick<JudgedMove, "move" | "verdict">,
): OrderRow["outcome"] {
  if (verdict.effects.includes("outcome_quote_rejected")) return "quote_rejected";
  if (verdict.effects.includes("outcome_withdrawn")) return "withdrawn";
  if (verdict.outcome) return verdict.outcome;
  if (verdict.effects.includes("rework")) return null;
  const finishes = move.to === "ready" || move.to === "quality_check";
  if (finishes) return move.outcome ?? order.outcome;
  // Forced back to work: the repair goes on and ends anew.
  return verdict.forced ? null : order.outcome;
}

/** Why other parts were used than planned, where a move asks for it. */
function explained({ to, partsExplanation }: Move): string | undefined {
  return to === "ready" || to === "quality_check" ? partsExplanation : undefined;
}

/** Whose hands the device leaves for whose; a pause changes nothing about that. */
function custodyTold({ move, order }: JudgedMove): Record<string, unknown> {
  const wasOut = (order.held_from ?? order.status) === "outsourced";
  const isOut = move.to === "outsourced" || (wasOut && move.to === "on_hold");
  if (wasOut === isOut) return {};
  return {
    custody: isOut ? "sent" : "returned",
    vendor: isOut ? move.vendor : order.vendor,
    ...(isOut && { vendor_expected_at: move.vendorExpectedAt }),
    ...(move.carriedBy && { carried_by: move.carriedBy }),
  };
}

/** What the history keeps of a move, without what was left blank. */
function told(judged: JudgedMove): Record<string, unknown> {
  const { order, move, verdict } = judged;
  const outcome = outcomeAfter(order, judged);
  return {
    ...(move.reason && { reason: move.reason }),
    ...(verdict.forced && { forced: true }),
    ...(move.to === "on_hold" && { review_at: move.reviewAt }),
    ...custodyTold(judged),
    ...(outcome !== order.outcome && { outcome }),
    ...(explained(move) && { parts_explanation: explained(move) }),
  };
}

/** Whether it kept its time, as of now: limits and promises may change afterwards. */
function timeTold(ctx: Ctx, order: OrderRow): { in_time?: boolean } {
  const in_time = keptInTime(order, slaRules(ctx.shop, order.branch_id), ctx.now);
  return in_time === null ? {} : { in_time };
}

async function schedulePurge(trx: Db, ctx: Ctx, orderId: string): Promise<void> {
  const purge_at = ctx.now + ctx.shop.settings.secret_purge_days * DAY;
  await trx.updateTable("secret").set({ purge_at }).where("order_id", "=", orderId)
    .where("purged_at", "is", null).execute();
}
