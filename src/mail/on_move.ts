import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { messageOfMove } from "../orders/move_message.ts";
import type { OrderStatus } from "../orders/status.ts";
import { UNDO_MS } from "../orders/undo.ts";
import { queueDelivered, queueMessage } from "./outbox.ts";
import type { Plan } from "./plan.ts";

/**
 * Tells the client of a move where the shop tells of that status, in the transaction of the move; it waits as long as the move can
 * be undone. Answers who hears of it, null where nobody is told of such.
 */
export async function tellMove(
  trx: Db,
  ctx: Ctx,
  { order, to, notify }: { order: { id: string; number: string }; to: OrderStatus; notify?: boolean },
): Promise<Plan | null> {
  const kind = messageOfMove(ctx.shop.settings, to);
  if (kind === null) return null;
  if (kind === "delivered") return await queueDelivered(trx, ctx, { ...order, notify });
  return (await queueMessage(trx, ctx, { kind, orderId: order.id, waitMs: UNDO_MS, notify })).plan;
}
