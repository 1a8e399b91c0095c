import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { OrderStatus } from "../orders/status.ts";
import { UNDO_MS } from "../orders/undo.ts";
import { queueDelivered, queueMessage } from "./outbox.ts";

/**
 * Tells the client of a move where the shop tells of that status, in the transaction of the move; it waits as long as the move can
 * be undone.
 */
export async function tellMove(
  trx: Db,
  ctx: Ctx,
  { order, to }: { order: { id: string; number: string }; to: OrderStatus },
): Promise<void> {
  const told: readonly OrderStatus[] = ctx.shop.settings.told_statuses;
  // Those of a visit are told of it together.
  if (!told.includes(to) || to === "received") return;
  if (to === "delivered") return await queueDelivered(trx, ctx, order);
  const kind = to === "ready" ? "order_ready" : "status_updated";
  await queueMessage(trx, ctx, { kind, orderId: order.id, waitMs: UNDO_MS });
}
