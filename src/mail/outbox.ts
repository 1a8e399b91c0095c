import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { enqueue } from "../jobs/queue.ts";
import { notFound } from "../lib/app_error.ts";
import { formatDateTime } from "../lib/dates.ts";
import type { Locale } from "../lib/locale.ts";
import { recordEvent } from "../orders/history.ts";
import { trackingUrl } from "../tracking/queries.ts";
import { headerText, type MessageFacts, type MessageKind } from "./message.ts";
import { renderMessage } from "./messages.tsx";

/** A mail server that is down for a day is no reason to give up: about 30 hours with the longest pause. */
const MAIL_ATTEMPTS = 40;

/**
 * Writes a mail to the client of an order into the outbox, in the caller's transaction; the history says so, also that
 * there is no address to write to. Call `ctx.live.changed("jobs")` after the commit to send it at once.
 * @throws AppError not_found
 */
export async function queueMessage(
  trx: Db,
  ctx: Ctx,
  message: { kind: MessageKind; orderId: string },
): Promise<{ queued: boolean }> {
  const order = await readRecipient(trx, message.orderId);
  if (order.address === null) {
    await recordEvent(trx, ctx, {
      orderId: message.orderId,
      kind: "message_queued",
      data: { message: message.kind, state: "no_email" },
    });
    return { queued: false };
  }
  const id = ctx.random.id(ctx.now);
  const rendered = renderMessage(message.kind, await factsOf(trx, ctx, order));
  const state = ctx.sendsMail ? "queued" : "kept";
  await trx.insertInto("message").values({
    id,
    kind: message.kind,
    to_address: order.address,
    to_name: headerText(order.client),
    locale: order.locale,
    ...rendered,
    order_id: order.id,
    client_id: order.client_id,
    state,
    message_id: `<${id}@${new URL(ctx.baseUrl).hostname}>`,
    attempts: 0,
    last_error: "",
    created_at: ctx.now,
    sent_at: null,
  }).execute();
  if (ctx.sendsMail) await enqueueSending(trx, ctx, id);
  await recordEvent(trx, ctx, {
    orderId: order.id,
    kind: "message_queued",
    data: { message: message.kind, state, message_id: id },
  });
  return { queued: ctx.sendsMail };
}

/** At most one job sends a message, however often somebody asks for it. */
export async function enqueueSending(trx: Db, ctx: Ctx, messageId: string): Promise<void> {
  await enqueue(trx, ctx, {
    kind: "send_message",
    payload: { messageId },
    uniqueKey: `send_message:${messageId}`,
    maxAttempts: MAIL_ATTEMPTS,
  });
}

interface Recipient {
  id: string;
  number: string;
  branch_id: string;
  client_id: string;
  client: string;
  locale: Locale;
  address: string | null;
  brand: string;
  model: string;
  fault: string;
  promised_at: number | null;
}

async function readRecipient(trx: Db, orderId: string): Promise<Recipient> {
  const order = await trx.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .select((q) => [
      "order.id",
      "order.number",
      "order.branch_id",
      "order.client_id",
      "order.fault",
      "order.promised_at",
      "client.name as client",
      "client.locale",
      "device.brand",
      "device.model",
      q.selectFrom("contact").select("contact.value").whereRef("contact.client_id", "=", "client.id")
        .where("contact.kind", "=", "email").orderBy("contact.position").limit(1).as("address"),
    ])
    .where("order.id", "=", orderId).executeTakeFirst();
  if (!order) throw notFound();
  return order;
}

async function factsOf(trx: Db, ctx: Ctx, order: Recipient): Promise<MessageFacts> {
  const { organization } = ctx.shop;
  const branch = branchOf(ctx.shop, order.branch_id);
  const reading = { locale: order.locale, timeZone: branch.timeZone };
  return {
    locale: order.locale,
    shop: organization?.name ?? branch.name,
    branch: {
      name: branch.name,
      address: branch.address || (organization?.address ?? ""),
      phone: branch.phone || (organization?.phone ?? ""),
    },
    client: order.client,
    number: order.number,
    device: [order.brand, order.model].filter((part) => part !== "").join(" "),
    fault: order.fault,
    promised: order.promised_at === null ? "" : formatDateTime(order.promised_at, reading),
    trackingUrl: await trackingUrl(trx, ctx, order.id),
  };
}
