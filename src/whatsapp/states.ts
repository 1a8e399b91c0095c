import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { cancelWaiting } from "../jobs/queue.ts";
import { recordEvent } from "../orders/history.ts";
import { proveSent } from "../pickups/rows.ts";
import { endUntold } from "../untold/rows.ts";
import { type MessageState, MUST_HEAR } from "../mail/message.ts";
import { sendingKey } from "../mail/outbox.ts";
import { ordersOf } from "../mail/sending.ts";

/** How far a message has come; it never goes back. That it arrived after all outweighs that it failed. */
const RANK: Partial<Record<MessageState, number>> = {
  queued: 0,
  sending: 0,
  unsure: 0,
  sent: 1,
  failed: 2,
  delivered: 3,
  read: 4,
};

export type Arrived = "sent" | "delivered" | "read";

export function isFurther(from: MessageState, to: MessageState): boolean {
  const [before, after] = [RANK[from], RANK[to]];
  return before !== undefined && after !== undefined && after > before;
}

/**
 * Meta has it, or the client has; the history says so once. Answers the pages that show it, none where nothing changed.
 */
export async function noteArrived(
  trx: Db,
  ctx: Ctx,
  { id, state, at }: { id: string; state: Arrived; at: number },
): Promise<`order:${string}`[]> {
  const message = await trx.selectFrom("message").select(["kind", "state", "sent_at", "delivered_at"])
    .where("id", "=", id).forUpdate().executeTakeFirstOrThrow();
  if (!isFurther(message.state, state)) return [];
  await trx.updateTable("message").set({
    state,
    last_error: "",
    sent_at: message.sent_at ?? at,
    ...(state !== "sent" && { delivered_at: message.delivered_at ?? at }),
    ...(state === "read" && { read_at: at }),
  }).where("id", "=", id).execute();
  await cancelWaiting(trx, sendingKey(id));
  if (state !== "sent" && message.kind === "pickup_notice") {
    await proveSent(trx, ctx, { messageId: id, by: "whatsapp" });
  }
  const about = MUST_HEAR.find((one) => one === message.kind);
  const orders = await ordersOf(trx, id);
  for (const orderId of orders) {
    if (about) await endUntold(trx, { orderId, about });
    if (RANK[message.state] !== 0) continue;
    const data = { message: message.kind, message_id: id, channel: "whatsapp" };
    await recordEvent(trx, ctx, { orderId, kind: "message_sent", data });
  }
  return orders.map((orderId) => `order:${orderId}` as const);
}
