import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { AppError, notFound } from "../lib/app_error.ts";
import { recordEvent } from "../orders/history.ts";
import { lockOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import type { MessageInput, SharingInput } from "./message_input.ts";
import { markSeen } from "./seen.ts";

/** Whoever has a link may write this often about one order. */
const LIMITS = [{ most: 5, ms: 3_600_000 }, { most: 15, ms: 86_400_000 }] as const;

/**
 * Takes down what the client of a link writes; the same form again changes nothing. `ctx` is of nobody who is signed in.
 * @throws AppError not_found; too_many with `text`
 */
export async function writeMessage(
  ctx: Ctx,
  orderId: string,
  { form_key: id, text }: MessageInput,
): Promise<void> {
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrderOf(trx, orderId);
    const earlier = await trx.selectFrom("client_message").select("order_id").where("id", "=", id)
      .executeTakeFirst();
    if (earlier) return [];
    await requireModeration(trx, ctx, order);
    const client = await trx.selectFrom("client").select(["id", "name"]).where("id", "=", order.client_id)
      .executeTakeFirstOrThrow();
    await trx.insertInto("client_message").values({
      id,
      order_id: order.id,
      text,
      at: ctx.now,
      ip: ctx.ip,
      seen_at: null,
      seen_by: null,
    }).execute();
    const asClient = { ...ctx, actor: { kind: "client" as const, ...client } };
    await recordEvent(trx, asClient, { orderId: order.id, kind: "client_message", data: { text } });
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}

/** Somebody of the staff has read what the client wrote; nothing unread is no error. @throws AppError not_found */
export async function readMessages(ctx: Ctx, number: string): Promise<void> {
  requirePermission(ctx.actor, "orders.edit");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    if (await markSeen(trx, ctx, order.id) > 0) {
      await recordEvent(trx, ctx, { orderId: order.id, kind: "client_message_seen" });
    }
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}

/** Shows a photo of an order to its client, or no longer. @throws AppError not_found */
export async function sharePhoto(
  ctx: Ctx,
  { number, photoId }: { number: string; photoId: string },
  { visibility }: SharingInput,
): Promise<void> {
  requirePermission(ctx.actor, "orders.edit");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    const photo = await trx.selectFrom("attachment").select("visibility").where("id", "=", photoId)
      .where("order_id", "=", order.id).executeTakeFirst();
    if (!photo) throw notFound();
    if (photo.visibility === visibility) return [];
    await trx.updateTable("attachment").set({ visibility }).where("id", "=", photoId).execute();
    await recordEvent(trx, ctx, {
      orderId: order.id,
      kind: "photo_shared",
      data: { photos: [photoId], visibility },
    });
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}

async function lockOrderOf(trx: Db, orderId: string): Promise<OrderRow> {
  const order = await trx.selectFrom("order").select("number").where("id", "=", orderId).executeTakeFirst();
  if (!order) throw notFound();
  return await lockOrder(trx, order.number);
}

/** Of an order that is held. */
async function requireModeration(trx: Db, ctx: Ctx, order: OrderRow): Promise<void> {
  for (const { most, ms } of LIMITS) {
    const { sent } = await trx.selectFrom("client_message").select((q) => q.fn.countAll().as("sent"))
      .where("order_id", "=", order.id).where("at", ">", ctx.now - ms).executeTakeFirstOrThrow();
    if (Number(sent) >= most) {
      throw new AppError("too_many", { fields: { text: { code: "messages_many" } }, retryAfter: ms / 1000 });
    }
  }
}
