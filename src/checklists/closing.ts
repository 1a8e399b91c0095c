import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { OrderRow } from "../orders/row.ts";
import type { OrderStatus } from "../orders/status.ts";

/**
 * Closes the exit checklist of a device that passes or fails with it, in the transaction that moves the order; a device that comes
 * back to the bench is checked anew. Answers what failed, as `Cámara: no enfoca`.
 */
export async function closeChecks(
  trx: Db,
  ctx: Ctx,
  { order, to }: { order: OrderRow; to: OrderStatus },
): Promise<string[]> {
  const judged = to === "ready" || (order.status === "quality_check" && to !== "on_hold");
  if (!judged) return [];
  const run = await trx.updateTable("checklist_run").set({ closed_at: ctx.now })
    .where("order_id", "=", order.id).where("phase", "=", "exit").where("closed_at", "is", null)
    .returning("id").executeTakeFirst();
  if (!run) return [];
  const failed = await trx.selectFrom("checklist_item").select(["text", "note"]).where("run_id", "=", run.id)
    .where("result", "=", "fail").orderBy("position").execute();
  return failed.map(({ text, note }) => note === "" ? text : `${text}: ${note}`);
}

/** Opens again what a move closed at that instant. */
export async function reopenChecks(
  trx: Db,
  { orderId, closedAt }: { orderId: string; closedAt: number },
): Promise<void> {
  await trx.updateTable("checklist_run").set({ closed_at: null })
    .where("order_id", "=", orderId).where("phase", "=", "exit").where("closed_at", "=", closedAt).execute();
}
