import { requirePermission } from "../auth/permissions.ts";
import { phoneToChat } from "../clients/chat_phone.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { AppError, conflict } from "../lib/app_error.ts";
import { queueMessage } from "../mail/outbox.ts";
import { factsOf, readTold } from "../mail/told.ts";
import { recordEvent } from "../orders/history.ts";
import { lockOrder, type OrderRow } from "../orders/row.ts";
import { STATUS_GROUP } from "../orders/status.ts";
import { paths } from "../paths.ts";
import type { PreparedChat } from "../untold/chat.ts";
import { warrantyOfOrder } from "../warranties/queries.ts";
import { linksUntil, messageWithLink } from "./link_life.ts";
import { trackingHash, trackingToken } from "./token.ts";

const DAY = 86_400_000;

/** Opens a client's link to one order, for as long as the shop's settings say, and at least until an instant. */
export async function openTrackingLink(
  trx: Db,
  ctx: Ctx,
  orderId: string,
  { until = 0 }: { until?: number } = {},
): Promise<{ url: string; linkId: string }> {
  const expiresAt = Math.max(ctx.now + ctx.shop.settings.tracking_days * DAY, until);
  return await insertLink(trx, ctx, { orderId, expiresAt });
}

/** Makes sure that the client has a link that holds at least until an instant. */
export async function ensureTrackingLink(
  trx: Db,
  ctx: Ctx,
  { orderId, until }: { orderId: string; until: number },
): Promise<void> {
  const lasting = (await linksInForce(trx, ctx, orderId)).some((link) => link.expires_at >= until);
  if (!lasting) await openTrackingLink(trx, ctx, orderId, { until });
}

/**
 * Ends the order's links, if any, and opens a new one. The same key again changes nothing: the client may have the new one already.
 * @throws AppError forbidden; not_found; conflict `tracking_over`
 */
export async function renewTrackingLink(ctx: Ctx, number: string, { key }: { key: string }): Promise<void> {
  requirePermission(ctx.actor, "tracking.manage");
  const orderId = await ctx.db.transaction().execute(async (trx) => {
    const { order, until } = await linkable(trx, ctx, number);
    const known = await trx.selectFrom("tracking_link").select("order_id").where("id", "=", key)
      .executeTakeFirst();
    if (known && known.order_id !== order.id) throw new AppError("conflict");
    if (known) return order.id;
    await endLinks(trx, ctx, order.id);
    await insertLink(trx, ctx, { orderId: order.id, expiresAt: until, linkId: key });
    return order.id;
  });
  ctx.live.changed(`order:${orderId}`);
}

/** Ends every link of the order at once; ending none is no error. @throws AppError forbidden, not_found */
export async function revokeTrackingLink(ctx: Ctx, number: string): Promise<void> {
  requirePermission(ctx.actor, "tracking.manage");
  const orderId = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    await endLinks(trx, ctx, order.id);
    return order.id;
  });
  ctx.live.changed(`order:${orderId}`);
}

/**
 * Mails the client again what fits the order's status, with the link in it; opens a link where none is in force. The same key
 * again changes nothing. `queued` is false when nothing leaves: the client has no e-mail, or the shop no mail server.
 * @throws AppError forbidden; not_found; conflict `tracking_over`
 */
export async function resendTrackingLink(
  ctx: Ctx,
  number: string,
  { key }: { key: string },
): Promise<{ queued: boolean }> {
  requirePermission(ctx.actor, "tracking.manage");
  const sent = await ctx.db.transaction().execute(async (trx) => {
    const order = await shareable(trx, ctx, number);
    const known = await trx.selectFrom("message").select("channel").where("id", "=", key).executeTakeFirst();
    if (known) return { orderId: order.id, queued: known.channel === "whatsapp" || ctx.sendsMail };
    const kind = messageWithLink(order.status);
    return { orderId: order.id, ...await queueMessage(trx, ctx, { kind, orderId: order.id, id: key }) };
  });
  ctx.live.changed(`order:${sent.orderId}`, "jobs");
  return { queued: sent.queued };
}

/**
 * A chat with the client that has the link in it; that it was opened is noted, which says nothing of whether it was sent.
 * @throws AppError forbidden; not_found; conflict `tracking_over`, `no_phone`, `chat_refused`
 */
export async function openTrackingChat(ctx: Ctx, number: string): Promise<PreparedChat> {
  requirePermission(ctx.actor, "tracking.manage");
  const { orderId, chat } = await ctx.db.transaction().execute(async (trx) => {
    const order = await shareable(trx, ctx, number);
    const phone = await phoneToChat(trx, ctx, order.client_id);
    const about = messageWithLink(order.status);
    await recordEvent(trx, ctx, { orderId: order.id, kind: "whatsapp_opened", data: { message: about } });
    const orders = [await readTold(trx, order.id)] as const;
    const facts = await factsOf(trx, ctx, { orders, documents: [], note: "" });
    return { orderId: order.id, chat: { about, phone, facts } };
  });
  ctx.live.changed(`order:${orderId}`);
  return chat;
}

/** The order with a link that holds, through its warranty too. */
async function shareable(trx: Db, ctx: Ctx, number: string): Promise<OrderRow> {
  const { order, until, warrantyEndsAt } = await linkable(trx, ctx, number);
  const needed = STATUS_GROUP[order.status] === "closed" ? warrantyEndsAt ?? 0 : 0;
  const lasting = (await linksInForce(trx, ctx, order.id)).some((link) => link.expires_at >= needed);
  if (!lasting) await insertLink(trx, ctx, { orderId: order.id, expiresAt: until });
  return order;
}

/** The order, held, and until when a link to it may last. */
async function linkable(
  trx: Db,
  ctx: Ctx,
  number: string,
): Promise<{ order: OrderRow; until: number; warrantyEndsAt: number | null }> {
  const order = await lockOrder(trx, number);
  if (order.status === "draft") throw conflict("not_received");
  const warrantyEndsAt = (await warrantyOfOrder(trx, order.id))?.endsAt ?? null;
  const days = ctx.shop.settings.tracking_days;
  const until = linksUntil({ ...order, warrantyEndsAt }, { now: ctx.now, days });
  if (until <= ctx.now) throw conflict("tracking_over");
  return { order, until, warrantyEndsAt };
}

async function insertLink(
  trx: Db,
  ctx: Ctx,
  { orderId, expiresAt, linkId = ctx.random.id(ctx.now) }: {
    orderId: string;
    expiresAt: number;
    linkId?: string;
  },
): Promise<{ url: string; linkId: string }> {
  const token = trackingToken(ctx.secretKey, linkId);
  await trx.insertInto("tracking_link").values({
    id: linkId,
    order_id: orderId,
    token_hash: trackingHash(token),
    created_at: ctx.now,
    expires_at: expiresAt,
    revoked_at: null,
  }).execute();
  await recordEvent(trx, ctx, { orderId, kind: "tracking_link_created", data: { expires_at: expiresAt } });
  return { url: ctx.baseUrl + paths.tracking(token), linkId };
}

/** Ends every link of an order that is in force, and tells its history. */
export async function endLinks(trx: Db, ctx: Ctx, orderId: string): Promise<void> {
  const inForce = await linksInForce(trx, ctx, orderId);
  if (inForce.length === 0) return;
  const ids = inForce.map((link) => link.id);
  await trx.updateTable("tracking_link").set({ revoked_at: ctx.now }).where("id", "in", ids).execute();
  await recordEvent(trx, ctx, { orderId, kind: "tracking_link_revoked", data: { links: ids.length } });
}

function linksInForce(trx: Db, ctx: Ctx, orderId: string): Promise<{ id: string; expires_at: number }[]> {
  return trx.selectFrom("tracking_link").select(["id", "expires_at"]).where("order_id", "=", orderId)
    .where("revoked_at", "is", null).where("expires_at", ">", ctx.now).execute();
}
