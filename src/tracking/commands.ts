import type { Ctx } from "../context.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Db } from "../db/open.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { queueMessage } from "../mail/outbox.ts";
import { recordEvent } from "../orders/history.ts";
import { STATUS_GROUP } from "../orders/status.ts";
import { paths } from "../paths.ts";
import { trackingHash, trackingToken } from "./token.ts";

const DAY = 86_400_000;

/** Opens a client's link to one order, for as long as the shop's settings say, and at least until an instant. */
export async function openTrackingLink(
  trx: Db,
  ctx: Ctx,
  orderId: string,
  { until = 0 }: { until?: number } = {},
): Promise<{ url: string; linkId: string }> {
  const linkId = ctx.random.id(ctx.now);
  const token = trackingToken(ctx.secretKey, linkId);
  const expiresAt = Math.max(ctx.now + ctx.shop.settings.tracking_days * DAY, until);
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

/** Makes sure that the client has a link that holds at least until an instant. */
export async function ensureTrackingLink(
  trx: Db,
  ctx: Ctx,
  { orderId, until }: { orderId: string; until: number },
): Promise<void> {
  const lasting = (await linksInForce(trx, ctx, orderId)).some((link) => link.expires_at >= until);
  if (!lasting) await openTrackingLink(trx, ctx, orderId, { until });
}

/** Ends the order's links, if any, and opens a new one. */
export async function renewTrackingLink(ctx: Ctx, number: string): Promise<{ url: string }> {
  requirePermission(ctx.actor, "tracking.manage");
  const made = await ctx.db.transaction().execute(async (trx) => {
    const order = await findOrder(trx, number);
    await endLinks(trx, ctx, order.id);
    return { orderId: order.id, link: await openTrackingLink(trx, ctx, order.id) };
  });
  ctx.live.changed(`order:${made.orderId}`);
  return { url: made.link.url };
}

/** Ends every link of the order at once; ending none is no error. */
export async function revokeTrackingLink(ctx: Ctx, number: string): Promise<void> {
  requirePermission(ctx.actor, "tracking.manage");
  const orderId = await ctx.db.transaction().execute(async (trx) => {
    const order = await findOrder(trx, number);
    await endLinks(trx, ctx, order.id);
    return order.id;
  });
  ctx.live.changed(`order:${orderId}`);
}

/**
 * Mails the client again what fits the order's status, with the link in it; opens a link where none is in force.
 * `queued` is false when the client has no e-mail. Throws conflict for a closed order.
 */
export async function resendTrackingLink(ctx: Ctx, number: string): Promise<{ queued: boolean }> {
  requirePermission(ctx.actor, "tracking.manage");
  const sent = await ctx.db.transaction().execute(async (trx) => {
    const order = await findOrder(trx, number);
    if (STATUS_GROUP[order.status] === "closed") throw conflict("order_closed");
    const inForce = await linksInForce(trx, ctx, order.id);
    if (inForce.length === 0) await openTrackingLink(trx, ctx, order.id);
    const kind = order.status === "ready" ? "order_ready" : "order_received";
    return { orderId: order.id, ...await queueMessage(trx, ctx, { kind, orderId: order.id }) };
  });
  ctx.live.changed(`order:${sent.orderId}`, "jobs");
  return { queued: sent.queued };
}

async function endLinks(trx: Db, ctx: Ctx, orderId: string): Promise<void> {
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

async function findOrder(trx: Db, number: string) {
  const order = await trx.selectFrom("order").select(["id", "status"]).where("number", "=", number)
    .executeTakeFirst();
  if (!order) throw notFound();
  return order;
}
