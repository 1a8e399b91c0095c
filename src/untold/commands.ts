import { requirePermission } from "../auth/permissions.ts";
import { phoneToChat } from "../clients/chat_phone.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict } from "../lib/app_error.ts";
import type { MessageKind } from "../mail/message.ts";
import { factsOf, readTold } from "../mail/told.ts";
import { recordEvent } from "../orders/history.ts";
import { lockOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import { proveTold } from "../pickups/rows.ts";
import type { PutOff, ToldInput } from "./input.ts";
import type { PreparedChat } from "./chat.ts";
import { endUntold } from "./rows.ts";

/**
 * Notes that the prepared text was opened in WhatsApp, which says nothing of whether it was sent. @throws AppError not_found;
 * conflict `nobody_to_tell` once the client was told, `no_phone`, `chat_refused`
 */
export async function openWhatsapp(ctx: Ctx, number: string): Promise<PreparedChat> {
  requirePermission(ctx.actor, "orders.edit");
  const { chat, topics } = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    const { about } = await awaited(trx, order);
    const phone = await phoneToChat(trx, ctx, order.client_id);
    await trx.updateTable("to_tell").set({ opened_at: ctx.now, opened_by_name: ctx.actor.name })
      .where("order_id", "=", order.id).where("about", "=", about).execute();
    await recordEvent(trx, ctx, { orderId: order.id, kind: "whatsapp_opened", data: { message: about } });
    const facts = await factsOf(trx, ctx, {
      orders: [await readTold(trx, order.id)],
      documents: [],
      note: "",
    });
    return { chat: { about, phone, facts }, topics: topicsOf(order) };
  });
  ctx.live.changed(...topics);
  return chat;
}

/**
 * Notes who told the client, how and when; the same from the same person again changes nothing.
 * @throws AppError not_found; conflict `nobody_to_tell` when somebody did already
 */
export async function markTold(ctx: Ctx, number: string, told: ToldInput): Promise<void> {
  requirePermission(ctx.actor, "orders.edit");
  const { how, note } = told;
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    const waiting = await oldest(trx, order, told.about);
    if (!waiting && await isTold(trx, ctx, order, told)) return [];
    if (!waiting) throw conflict("nobody_to_tell");
    const { about } = waiting;
    await endUntold(trx, { orderId: order.id, about });
    if (about === "pickup_notice") await proveTold(trx, ctx, { orderId: order.id, how });
    const data = { message: about, how, ...(note && { note }) };
    await recordEvent(trx, ctx, { orderId: order.id, kind: "client_told", data });
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}

/**
 * Puts off telling a client until a day, leaves it for good with a reason, or takes either back.
 * @throws AppError not_found; conflict `nobody_to_tell`
 */
export async function putOff(ctx: Ctx, number: string, wish: PutOff): Promise<void> {
  requirePermission(ctx.actor, "orders.edit");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    const { about } = await awaited(trx, order);
    const note = wish.act === "resume" ? "" : wish.note;
    const changed = await trx.updateTable("to_tell").set({
      postponed_until: wish.act === "later" ? wish.until : 0,
      dismissed_at: wish.act === "leave" ? ctx.now : null,
      note,
    }).where("order_id", "=", order.id).where("about", "=", about)
      .$if(wish.act === "leave", (q) => q.where("dismissed_at", "is", null))
      .returning("order_id").executeTakeFirst();
    if (!changed) return [];
    const data = {
      message: about,
      ...(note && { note }),
      ...(wish.act === "later" && { until: wish.until }),
    };
    await recordEvent(trx, ctx, { orderId: order.id, kind: PUT_OFF[wish.act], data });
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}

const PUT_OFF = {
  later: "telling_postponed",
  leave: "telling_dismissed",
  resume: "telling_resumed",
} as const satisfies Record<PutOff["act"], string>;

async function awaited(trx: Db, order: OrderRow): Promise<{ about: MessageKind }> {
  const row = await oldest(trx, order);
  if (!row) throw conflict("nobody_to_tell");
  return row;
}

/** What its client still has to hear of for the longest; of one kind alone where one is named. */
async function oldest(trx: Db, order: OrderRow, about?: MessageKind) {
  return await trx.selectFrom("to_tell").select("about").where("order_id", "=", order.id)
    .$if(about !== undefined, (q) => q.where("about", "=", about ?? "order_ready"))
    .orderBy("since").limit(1).executeTakeFirst();
}

/** Whether this person noted the very same last. */
async function isTold(trx: Db, { actor }: Ctx, order: OrderRow, told: ToldInput): Promise<boolean> {
  const last = await trx.selectFrom("order_event").select(["actor_id", "data_json"])
    .where("order_id", "=", order.id).where("kind", "=", "client_told").orderBy("id", "desc").limit(1)
    .executeTakeFirst();
  if (!last || last.actor_id !== actor.id) return false;
  const { message, how, note = "" } = JSON.parse(last.data_json);
  return how === told.how && note === told.note && (told.about ?? message) === message;
}
