import { requirePermission } from "../auth/permissions.ts";
import { phoneToChat } from "../clients/chat_phone.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { queuePaymentLink } from "../mail/outbox.ts";
import { factsOf, type Paying, readTold } from "../mail/told.ts";
import { recordEvent } from "../orders/history.ts";
import { lockOrder } from "../orders/row.ts";
import type { PreparedChat } from "../untold/chat.ts";
import { payPageUrl } from "./pay_page.ts";

interface Named {
  number: string;
  intent: string;
}

/**
 * Mails the client the link on which they pay. The same key again changes nothing; `queued` is false when nothing leaves: the client
 * has no e-mail, or the shop no mail server. @throws AppError forbidden; not_found; conflict `link_over`
 */
export async function mailPaymentLink(
  ctx: Ctx,
  named: Named,
  { form_key }: { form_key: string },
): Promise<{ queued: boolean }> {
  requirePermission(ctx.actor, "payments.record");
  const sent = await ctx.db.transaction().execute(async (trx) => {
    const { orderId, paying } = await payable(trx, ctx, named);
    const known = await trx.selectFrom("message").select("channel").where("id", "=", form_key)
      .executeTakeFirst();
    if (known) return { orderId, queued: known.channel === "whatsapp" || ctx.sendsMail };
    return { orderId, ...await queuePaymentLink(trx, ctx, { orderId, paying, id: form_key }) };
  });
  ctx.live.changed(`order:${sent.orderId}`, "jobs");
  return { queued: sent.queued };
}

/**
 * A chat with the client that has the link in it; that it was opened is noted, which says nothing of whether it was sent.
 * @throws AppError forbidden; not_found; conflict `link_over`, `no_phone`, `chat_refused`
 */
export async function openPaymentChat(ctx: Ctx, named: Named): Promise<PreparedChat> {
  requirePermission(ctx.actor, "payments.record");
  const { orderId, chat } = await ctx.db.transaction().execute(async (trx) => {
    const { orderId, clientId, paying } = await payable(trx, ctx, named);
    const phone = await phoneToChat(trx, ctx, clientId);
    const about = "payment_link" as const;
    await recordEvent(trx, ctx, { orderId, kind: "whatsapp_opened", data: { message: about } });
    const orders = [{ ...await readTold(trx, orderId), paying }] as const;
    return {
      orderId,
      chat: { about, phone, facts: await factsOf(trx, ctx, { orders, documents: [], note: "" }) },
    };
  });
  ctx.live.changed(`order:${orderId}`);
  return chat;
}

async function payable(
  trx: Db,
  ctx: Ctx,
  { number, intent }: Named,
): Promise<{ orderId: string; clientId: string; paying: Paying }> {
  const order = await lockOrder(trx, number);
  const asked = await trx.selectFrom("payment_intent").select(["amount_minor", "state", "expires_at"])
    .where("id", "=", intent).where("order_id", "=", order.id).executeTakeFirst();
  if (!asked) throw notFound();
  const url = await payPageUrl(trx, ctx, { id: intent, order_id: order.id });
  if (asked.state !== "open" || asked.expires_at <= ctx.now || url === null) throw conflict("link_over");
  return { orderId: order.id, clientId: order.client_id, paying: { amountMinor: asked.amount_minor, url } };
}
