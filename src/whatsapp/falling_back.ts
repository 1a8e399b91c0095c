import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { recordEvent } from "../orders/history.ts";
import type { TemplateKind } from "../mail/message.ts";
import { cancelWaiting } from "../jobs/queue.ts";
import { enqueueSending, sendingKey } from "../mail/outbox.ts";
import { planFor } from "../mail/plan.ts";
import { readReach } from "../mail/reach.ts";
import { ordersOf } from "../mail/sending.ts";
import { sendingFailed } from "../untold/rows.ts";

/**
 * WhatsApp does not deliver a message: the mail that was written with it goes instead where the client has an address and accepts
 * mails, else the order waits in "Por avisar" when its client has to hear of it. What arrived meanwhile stays; false then.
 */
export async function failChat(trx: Db, ctx: Ctx, messageId: string): Promise<boolean> {
  const failed = await trx.updateTable("message").set({ state: "failed" }).where("id", "=", messageId)
    .where("channel", "=", "whatsapp").where("state", "in", ["queued", "sending", "unsure", "sent"])
    .returningAll().executeTakeFirst();
  if (!failed) return false;
  await cancelWaiting(trx, sendingKey(messageId));
  const orders = await ordersOf(trx, messageId);
  const kind = failed.kind as TemplateKind;
  for (const orderId of orders) {
    const data = { message: kind, message_id: messageId, channel: "whatsapp" };
    await recordEvent(trx, ctx, { orderId, kind: "message_failed", data });
  }
  const reach = failed.client_id === null ? null : await readReach(trx, failed.client_id);
  const plan = reach && planFor({ sendsMail: ctx.sendsMail, chats: {} }, reach, { kind });
  if (plan?.by !== "email") {
    await sendingFailed(trx, ctx, messageId, "whatsapp_failed");
    return true;
  }
  const id = ctx.random.id(ctx.now);
  await trx.insertInto("message").values({
    ...failed,
    id,
    to_address: plan.address,
    channel: "email",
    chat_json: "",
    state: "queued",
    message_id: `<${id}@${new URL(ctx.baseUrl).hostname}>`,
    provider_id: null,
    attempts: 0,
    last_error: "",
    created_at: ctx.now,
    sent_at: null,
  }).execute();
  for (const orderId of orders) {
    await trx.insertInto("message_order").values({ message_id: id, order_id: orderId }).execute();
    const data = { message: kind, state: "queued", message_id: id };
    await recordEvent(trx, ctx, { orderId, kind: "message_queued", data });
  }
  const files = await trx.selectFrom("message_attachment").selectAll().where("message_id", "=", messageId)
    .orderBy("position").execute();
  for (const file of files) {
    await trx.insertInto("message_attachment").values({ ...file, id: ctx.random.id(ctx.now), message_id: id })
      .execute();
  }
  const about = await trx.selectFrom("appointment_message").select("appointment_id")
    .where("message_id", "=", messageId).executeTakeFirst();
  if (about) await trx.insertInto("appointment_message").values({ ...about, message_id: id }).execute();
  // A notice that has to be proven is proven by the mail that goes instead.
  await trx.updateTable("pickup_notice").set({ message_id: id }).where("message_id", "=", messageId)
    .execute();
  await enqueueSending(trx, ctx, { id });
  return true;
}
