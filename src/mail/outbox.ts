import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { cancelWaiting, enqueue } from "../jobs/queue.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { formatDateTime } from "../lib/dates.ts";
import type { Locale } from "../lib/locale.ts";
import { recordEvent } from "../orders/history.ts";
import { trackingUrl } from "../tracking/queries.ts";
import { addUntold, endUntold } from "../untold/rows.ts";
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
 * there is no address to write to. It leaves after `waitMs`; until then it can be withdrawn. Call `ctx.live.changed("jobs")` after the commit to send it at once.
 * @throws AppError not_found
 */
export async function queueMessage(
  trx: Db,
  ctx: Ctx,
  { kind, orderId, waitMs = 0 }: { kind: MessageKind; orderId: string; waitMs?: number },
): Promise<{ queued: boolean }> {
  return await queue(trx, ctx, { kind, waitMs, orders: [await readOrder(trx, orderId)] });
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
  return await queue(trx, ctx, { kind: "order_received", waitMs: 0, orders: [first, ...others] });
}

type Told = readonly [ToldOrder, ...ToldOrder[]];

async function queue(
  trx: Db,
  ctx: Ctx,
  { kind, waitMs, orders }: { kind: MessageKind; waitMs: number; orders: Told },
): Promise<{ queued: boolean }> {
  const [{ address, client, client_id, locale }] = orders;
  if (address === null) {
    await addUntold(trx, ctx, { orders, about: kind, reason: "no_email" });
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
  if (ctx.sendsMail) {
    await enqueueSending(trx, ctx, id, ctx.now + waitMs);
    for (const order of orders) await endUntold(trx, { orderId: order.id, about: kind });
  } else {
    await addUntold(trx, ctx, { orders, about: kind, reason: "no_server" });
  }
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
export async function enqueueSending(trx: Db, ctx: Ctx, messageId: string, runAt = ctx.now): Promise<void> {
  await enqueue(trx, ctx, {
    kind: "send_message",
    payload: { messageId },
    runAt,
    uniqueKey: sendingKey(messageId),
    maxAttempts: MAIL_ATTEMPTS,
  });
}

function sendingKey(messageId: string): string {
  return `send_message:${messageId}`;
}

/**
 * Takes back the messages about an order that were written at an instant and have not left. @throws AppError conflict
 * `message_left` when one has
 */
export async function withdrawMessages(
  trx: Db,
  { orderId, writtenAt }: { orderId: string; writtenAt: number },
): Promise<void> {
  const written = await trx.selectFrom("message_order")
    .innerJoin("message", "message.id", "message_order.message_id").select("message.id")
    .where("message_order.order_id", "=", orderId).where("message.created_at", "=", writtenAt).execute();
  for (const { id } of written) {
    const held = await trx.updateTable("message").set({ state: "withdrawn" }).where("id", "=", id)
      .where("state", "in", ["queued", "kept"]).returning("id").executeTakeFirst();
    if (!held) throw conflict("message_left");
    await cancelWaiting(trx, sendingKey(id));
  }
}

/** What a message about one order says, in the words of its client. @throws AppError not_found */
export async function orderFacts(db: Db, ctx: Ctx, orderId: string): Promise<MessageFacts> {
  return await factsOf(db, ctx, [await readOrder(db, orderId)]);
}

interface ToldOrder {
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
  const orders: [MessageOrder, ...MessageOrder[]] = [await messageOrder(trx, ctx, first)];
  for (const order of others) orders.push(await messageOrder(trx, ctx, order));
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

async function messageOrder(trx: Db, ctx: Ctx, order: ToldOrder): Promise<MessageOrder> {
  const { timeZone } = branchOf(ctx.shop, order.branch_id);
  const { number, brand, model, fault, promised_at, locale } = order;
  return {
    number,
    device: [brand, model].filter((part) => part !== "").join(" "),
    fault,
    promised: promised_at === null ? "" : formatDateTime(promised_at, { locale, timeZone }),
    trackingUrl: await trackingUrl(trx, ctx, order.id),
  };
}
