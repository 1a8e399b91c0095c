import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { conflict, invalid } from "../lib/app_error.ts";
import { recordEvent } from "./history.ts";
import type { Postponement } from "./input.ts";
import { changeOrder, lockOpenOrder, topicsOf } from "./row.ts";

/**
 * Gives a pause another day to be looked at, or another workshop more time; the same day again changes nothing.
 * @throws AppError forbidden, not_found; conflict `order_closed`, `nothing_to_postpone`; invalid `until` when it has passed
 */
export async function postpone(ctx: Ctx, number: string, { until, reason }: Postponement): Promise<void> {
  requirePermission(ctx.actor, "orders.edit");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOpenOrder(trx, number);
    if (order.status !== "on_hold" && order.status !== "outsourced") throw conflict("nothing_to_postpone");
    if (until <= ctx.now) throw invalid({ until: { code: "date_past" } });
    const column = order.status === "on_hold" ? "hold_review_at" : "vendor_expected_at";
    if (order[column] === until) return [];
    const was = await changeOrder(trx, ctx, { order, changes: { [column]: until } });
    await recordEvent(trx, ctx, { orderId: order.id, kind: "postponed", data: { until, reason, was } });
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}
