import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { AppError, conflict } from "../lib/app_error.ts";
import { queueMessage } from "../mail/outbox.ts";
import { lockOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import { eachOf } from "../tasks/each.ts";
import type { Tally } from "../tasks/task.ts";
import { endUntold } from "../untold/rows.ts";
import { DAY, dueDay, isBehind } from "./notice.ts";
import { AT_ONCE, dueNotices, type DueOrder, noticeRows, noticesSince } from "./queries.ts";

/**
 * Gives the notices of the abandonment policy that have come due. What was given stands in a row for each order and day, written
 * with the mail: each goes out once, however often and wherever this runs, and of those that were missed only the latest. In every
 * branch, unless one is named.
 */
export async function mindPickups(
  ctx: Ctx,
  { branchId, atOnce = AT_ONCE }: { branchId?: string; atOnce?: number } = {},
): Promise<Tally> {
  const tally = { done: 0, failed: 0, error: "" };
  const days = ctx.shop.settings.abandonment_notices;
  for (const [index, day] of days.entries()) {
    const next = days[index + 1];
    const readyAfter = next === undefined ? null : ctx.now - next * DAY;
    const window = { day, readyBy: ctx.now - day * DAY, readyAfter, branchId };
    for (let last: DueOrder | undefined, more = true; more;) {
      const due = await dueNotices(ctx.db, { ...window, after: last, atOnce }).execute();
      await eachOf(due, tally, ({ number }) => giveDueNotice(ctx, number));
      last = due.at(-1);
      more = due.length === atOnce;
    }
  }
  return tally;
}

/** The notice of the policy's day that has come last for an order, unless its client was given that or the device left. */
export async function giveDueNotice(ctx: Ctx, number: string): Promise<void> {
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    const day = dueDay(ctx.shop.settings.abandonment_notices, { since: order.status_since, now: ctx.now });
    if (order.status !== "ready" || day === null || await wasGiven(trx, order, day)) return [];
    await giveNotice(trx, ctx, { id: ctx.random.id(ctx.now), order, day });
    return topicsOf(order);
  });
  if (topics.length > 0) ctx.live.changed(...topics, "jobs");
}

async function wasGiven(trx: Db, order: OrderRow, day: number): Promise<boolean> {
  const known = await trx.selectFrom("pickup_notice").select("id").where("order_id", "=", order.id)
    .where("ready_since", "=", order.status_since).where("day", ">=", day).limit(1).executeTakeFirst();
  return known !== undefined;
}

/**
 * Gives a notice out of turn, for one that never went out or that nothing proves; the same form again changes nothing.
 * @throws AppError not_found; conflict `not_waiting`; `notice_not_due` while every day of the policy that has come is proven;
 * `notice_under_way` while the last one is neither sent nor told; `notice_too_soon` within a day of it
 */
export async function giveNoticeNow(
  ctx: Ctx,
  number: string,
  { form_key: id }: { form_key: string },
): Promise<void> {
  requirePermission(ctx.actor, "orders.edit");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    const known = await trx.selectFrom("pickup_notice").select("order_id").where("id", "=", id)
      .executeTakeFirst();
    if (known && known.order_id !== order.id) throw new AppError("conflict");
    if (known) return [];
    if (order.status !== "ready") throw conflict("not_waiting");
    const since = order.status_since;
    const given = noticesSince(await noticeRows(trx, [order.id]).execute(), since);
    const last = given.at(-1);
    if (last && last.provenAt === null) throw conflict("notice_under_way");
    const standing = { demanded: ctx.shop.settings.abandonment_notices, given };
    if (!isBehind(standing, { since, now: ctx.now })) throw conflict("notice_not_due");
    if (last && last.givenAt > ctx.now - DAY) throw conflict("notice_too_soon");
    await giveNotice(trx, ctx, { id, order, day: null });
    return topicsOf(order);
  });
  ctx.live.changed(...topics, "jobs");
}

/** Whoever has to hear of an earlier one, or that it is ready at all, hears of it with this one. */
async function giveNotice(
  trx: Db,
  ctx: Ctx,
  { id, order, day }: { id: string; order: OrderRow; day: number | null },
): Promise<void> {
  await endUntold(trx, { orderId: order.id });
  const { messageId } = await queueMessage(trx, ctx, { kind: "pickup_notice", orderId: order.id });
  await trx.insertInto("pickup_notice").values({
    id,
    order_id: order.id,
    ready_since: order.status_since,
    day,
    message_id: messageId,
    given_at: ctx.now,
    proven_at: null,
    proven_by: null,
  }).execute();
}
