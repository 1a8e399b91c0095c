import { requirePermission } from "../auth/permissions.ts";
import { reopenChecks } from "../checklists/closing.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict } from "../lib/app_error.ts";
import { idFloor } from "../lib/random.ts";
import { withdrawMessages } from "../mail/outbox.ts";
import { restoreParts } from "../parts/undo.ts";
import { endUntold } from "../untold/rows.ts";
import { uncountMove } from "./counts.ts";
import { recordEvent } from "./history.ts";
import { addCharge } from "./money.ts";
import { changeOrder, lockOrder, type OrderRow, topicsOf } from "./row.ts";
import { type OrderStatus, STATUS_GROUP } from "./status.ts";
import { type RecentEvent, UNDO_MS, type UndoableMove, undoableMove } from "./undo.ts";

/**
 * Takes the last move back within half a minute: the row as it was, the counts, the parts, what it billed and what it was about to
 * tell, and an event that says so. @throws AppError not_found; conflict with the reason of `undoableMove`, or `message_left`
 */
export async function undoMove(ctx: Ctx, number: string): Promise<OrderStatus> {
  requirePermission(ctx.actor, "orders.edit");
  const { back, topics } = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    const move = undoableMove(order, await recentEvents(trx, ctx, order.id), ctx);
    if (typeof move === "string") throw conflict(move);
    await takeBack(trx, ctx, { order, move });
    return { back: move.from, topics: topicsOf(order) };
  });
  ctx.live.changed(...topics);
  return back;
}

/** All that happened to an order lately enough to be undone, or to be in the way of it. */
export async function recentEvents(db: Db, ctx: Ctx, orderId: string): Promise<RecentEvent[]> {
  return await db.selectFrom("order_event")
    .select(["id", "kind", "from_status", "to_status", "actor_id", "at", "data_json"])
    .where("order_id", "=", orderId).where("id", ">", idFloor(ctx.now - UNDO_MS)).orderBy("id").execute();
}

async function takeBack(
  trx: Db,
  ctx: Ctx,
  { order, move }: { order: OrderRow; move: UndoableMove },
): Promise<void> {
  const { from, to, at, trace, charged } = move;
  await withdrawMessages(trx, { orderId: order.id, writtenAt: at });
  await endUntold(trx, { orderId: order.id });
  await reopenChecks(trx, { orderId: order.id, closedAt: at });
  const was = await changeOrder(trx, ctx, { order, changes: { status: from, ...trace.before } });
  await uncountMove(trx, ctx, { branchId: order.branch_id, from, to, receivedAt: order.received_at, at });
  if (STATUS_GROUP[to] === "closed") await keepSecrets(trx, order.id);
  if (trace.untold.length > 0) {
    const own = { order_id: order.id, branch_id: order.branch_id };
    await trx.insertInto("to_tell").values(trace.untold.map((row) => ({ ...row, ...own }))).execute();
  }
  await recordEvent(trx, ctx, {
    orderId: order.id,
    kind: "move_undone",
    from: to,
    to: from,
    data: { event: move.eventId, was },
  });
  for (const { description, amountMinor } of charged) {
    await addCharge(trx, ctx, { order, id: ctx.random.id(ctx.now), description, amountMinor: -amountMinor });
  }
  await restoreParts(trx, ctx, { order, before: trace.parts });
}

/** The device stays after all, and what unlocks it. */
async function keepSecrets(trx: Db, orderId: string): Promise<void> {
  await trx.updateTable("secret").set({ purge_at: null }).where("order_id", "=", orderId)
    .where("purged_at", "is", null).execute();
}
