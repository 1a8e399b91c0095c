import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { enqueue } from "../jobs/queue.ts";
import { notFound } from "../lib/app_error.ts";
import { formatDateTime } from "../lib/dates.ts";
import type { Locale } from "../lib/locale.ts";
import { recordEvent } from "../orders/history.ts";
import { mailedQuote } from "../quotes/mailed.ts";
import { trackingUrl } from "../tracking/queries.ts";
import {
  headerText,
  type MessageFacts,
  type MessageKind,
  type MessageOrder,
  type NoticeKind,
} from "./message.ts";
import { renderMessage } from "./messages.tsx";

/** A mail server that is down for a day is no reason to give up: about 30 hours with the longest pause. */
const MAIL_ATTEMPTS = 40;

/**
 * Writes a mail to the client of an order into the outbox, in the caller's transaction; the history says so, also that
 * there is no address to write to. Mails about an offer name it. Call `ctx.live.changed("jobs")` after the commit to send it at once.
 * @throws AppError not_found
 */
export async function queueMessage(
  trx: Db,
  ctx: Ctx,
  { kind, orderId, quoteId = null }: { kind: MessageKind; orderId: string; quoteId?: string | null },
): Promise<{ queued: boolean }> {
  return await queue(trx, ctx, { kind, orders: [{ ...await readOrder(trx, orderId), quoteId }] });
}

/**
 * One mail about all the orders of one visit to the counter; the history of each says so. As `queueMessage` otherwise.
 * @throws AppError not_found, also for no orders at all
 */
export async function queueIntakeMessage(
  trx: Db,
  ctx: Ctx,
  orderIds: readonly string[],
): Promise<{ queued: boolean }> {
  const orders: ToldOrder[] = [];
  for (const id of orderIds) orders.push(await readOrder(trx, id));
  const [first, ...others] = orders;
  if (!first) throw notFound();
  return await queue(trx, ctx, { kind: "order_received", orders: [first, ...others] });
}

type Told = readonly [ToldOrder, ...ToldOrder[]];

async function queue(
  trx: Db,
  ctx: Ctx,
  { kind, orders }: { kind: MessageKind; orders: Told },
): Promise<{ queued: boolean }> {
  const [{ address, client, client_id, locale }] = orders;
  if (address === null) {
    await recordQueued(trx, ctx, { orders, data: { message: kind, state: "no_email" } });
    return { queued: false };
  }
  const id = ctx.random.id(ctx.now);
  const rendered = renderMessage(kind, await factsOf(trx, ctx, orders));
  const state = ctx.sendsMail ? "queued" : "kept";
  await trx.insertInto("message").values({
    id,
    kind,
    to_address: address,
    to_name: headerText(client),
    locale,
    ...rendered,
    client_id,
    state,
    message_id: `<${id}@${new URL(ctx.baseUrl).hostname}>`,
    attempts: 0,
    last_error: "",
    created_at: ctx.now,
    sent_at: null,
  }).execute();
  await trx.insertInto("message_order").values(
    orders.map((order) => ({ message_id: id, order_id: order.id })),
  )
    .execute();
  if (ctx.sendsMail) await enqueueSending(trx, ctx, id);
  await recordQueued(trx, ctx, { orders, data: { message: kind, state, message_id: id } });
  return { queued: ctx.sendsMail };
}

async function recordQueued(
  trx: Db,
  ctx: Ctx,
  { orders, data }: { orders: Told; data: Record<string, string> },
): Promise<void> {
  for (const { id } of orders) await recordEvent(trx, ctx, { orderId: id, kind: "message_queued", data });
}

export interface Notice {
  kind: NoticeKind;
  to: { name: string; address: string };
  locale: Locale;
  subject: string;
  html: string;
  text: string;
}

/** Writes a mail to somebody of the shop into the outbox, in the caller's transaction. */
export async function queueNotice(trx: Db, ctx: Ctx, { to, subject, ...notice }: Notice): Promise<void> {
  const id = ctx.random.id(ctx.now);
  await trx.insertInto("message").values({
    id,
    ...notice,
    subject: headerText(subject),
    to_address: to.address,
    to_name: headerText(to.name),
    client_id: null,
    state: ctx.sendsMail ? "queued" : "kept",
    message_id: `<${id}@${new URL(ctx.baseUrl).hostname}>`,
    attempts: 0,
    last_error: "",
    created_at: ctx.now,
    sent_at: null,
  }).execute();
  if (ctx.sendsMail) await enqueueSending(trx, ctx, id);
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

interface ToldOrder {
  id: string;
  /** The offer that the mail is about. */
  quoteId?: string | null;
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

/** An order with the client who is told of it. */
async function readOrder(trx: Db, orderId: string): Promise<ToldOrder> {
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

async function factsOf(trx: Db, ctx: Ctx, [first, ...others]: Told): Promise<MessageFacts> {
  const { organization } = ctx.shop;
  const branch = branchOf(ctx.shop, first.branch_id);
  const orders: [MessageOrder, ...MessageOrder[]] = [await orderFacts(trx, ctx, first)];
  for (const order of others) orders.push(await orderFacts(trx, ctx, order));
  return {
    locale: first.locale,
    shop: organization?.name ?? branch.name,
    branch: {
      name: branch.name,
      address: branch.address || (organization?.address ?? ""),
      phone: branch.phone || (organization?.phone ?? ""),
    },
    client: first.client,
    orders,
  };
}

async function orderFacts(trx: Db, ctx: Ctx, order: ToldOrder): Promise<MessageOrder> {
  const { timeZone } = branchOf(ctx.shop, order.branch_id);
  const { number, brand, model, fault, promised_at, locale, quoteId } = order;
  return {
    number,
    device: [brand, model].filter((part) => part !== "").join(" "),
    fault,
    promised: promised_at === null ? "" : formatDateTime(promised_at, { locale, timeZone }),
    trackingUrl: await trackingUrl(trx, ctx, order.id),
    quote: quoteId ? await mailedQuote(trx, ctx, quoteId) : null,
  };
}
