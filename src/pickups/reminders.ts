import type { Branch } from "../admin/shop.ts";
import { branchOf } from "../admin/shop.ts";
import { openSince } from "../admin/opening.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { dayOf, dayStart, nextDay } from "../lib/dates.ts";
import { queueMessage } from "../mail/outbox.ts";
import { lockOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import { DAY } from "./notice.ts";
import { AT_ONCE, awaitsPickup, type DueOrder, dueReminders } from "./queries.ts";

/** A reminder that is later than this says nothing that the client expects to hear: the last one of the list is left then. */
const LATE_DAYS = 7;

/**
 * Reminds clients of devices that wait, on the days of the setting, counted on the branch's calendar, and only while the branch is
 * open. What was given stands in a row for each order and day, written with the mail: each goes out once, however often and
 * wherever this runs, and of those that were missed only the latest.
 * Answers how many orders it took a step of.
 */
export async function remindPickups(ctx: Ctx, { atOnce = AT_ONCE } = {}): Promise<number> {
  let done = 0;
  for (const branch of ctx.shop.branches) {
    if (openSince(branch, ctx.now) !== null) done += await remindBranch(ctx, branch, atOnce);
  }
  return done;
}

async function remindBranch(ctx: Ctx, branch: Branch, atOnce: number): Promise<number> {
  let done = 0;
  const days = ctx.shop.settings.pickup_reminders;
  for (const [index, day] of days.entries()) {
    const window = {
      branchId: branch.id,
      day,
      readyBefore: readyBefore(day, { branch, now: ctx.now }),
      readyFrom: readyBefore(days[index + 1] ?? day + LATE_DAYS, { branch, now: ctx.now }),
      now: ctx.now,
    };
    for (let last: DueOrder | undefined, more = true; more;) {
      const due = await dueReminders(ctx.db, { ...window, after: last, atOnce }).execute();
      for (const { number } of due) if (await remind(ctx, number)) done++;
      last = due.at(-1);
      more = due.length === atOnce;
    }
  }
  return done;
}

/** Whatever is ready since an instant before this one has waited so many calendar days today. */
function readyBefore(day: number, { branch: { timeZone }, now }: { branch: Branch; now: number }): number {
  return dayStart(nextDay(dayOf(now, timeZone), 1 - day), timeZone);
}

async function remind(ctx: Ctx, number: string): Promise<boolean> {
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    const day = reminderDay(ctx, order);
    if (order.status !== "ready" || day === null) return [];
    if (await wasReminded(trx, order, day) || await awaitsPickup(trx, order.id, ctx.now)) return [];
    await giveReminder(trx, ctx, { order, day });
    return topicsOf(order);
  });
  if (topics.length > 0) ctx.live.changed(...topics, "jobs");
  return topics.length > 0;
}

/** The latest day of the setting that an order's wait has come to, null before the first and long after the last. */
export function reminderDay(
  { shop, now }: Pick<Ctx, "shop" | "now">,
  { status_since, branch_id }: Pick<OrderRow, "status_since" | "branch_id">,
): number | null {
  const { timeZone } = branchOf(shop, branch_id);
  const [since, today] = [dayOf(status_since, timeZone), dayOf(now, timeZone)];
  const days = shop.settings.pickup_reminders;
  const day = days.findLast((one) => nextDay(since, one) <= today);
  if (day === undefined) return null;
  return day === days.at(-1) && nextDay(since, day + LATE_DAYS) <= today ? null : day;
}

async function wasReminded(trx: Db, order: OrderRow, day: number): Promise<boolean> {
  const known = await trx.selectFrom("pickup_reminder").select("day").where("order_id", "=", order.id)
    .where("ready_since", "=", order.status_since).where("day", ">=", day).limit(1).executeTakeFirst();
  return known !== undefined;
}

/** Who waits to be told by hand, or was given notice of an abandonment just now, is not written to as well. */
async function giveReminder(
  trx: Db,
  ctx: Ctx,
  { order, day }: { order: OrderRow; day: number },
): Promise<void> {
  const toldAnyway = await isUntold(trx, order.id) || await hadNotice(trx, ctx, order.id);
  const sent = toldAnyway
    ? null
    : await queueMessage(trx, ctx, { kind: "pickup_reminder", orderId: order.id });
  await trx.insertInto("pickup_reminder").values({
    order_id: order.id,
    ready_since: order.status_since,
    day,
    message_id: sent?.messageId ?? null,
    given_at: ctx.now,
  }).execute();
}

async function isUntold(trx: Db, orderId: string): Promise<boolean> {
  const row = await trx.selectFrom("to_tell").select("about").where("order_id", "=", orderId).limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function hadNotice(trx: Db, ctx: Ctx, orderId: string): Promise<boolean> {
  const row = await trx.selectFrom("pickup_notice").select("id").where("order_id", "=", orderId)
    .where("given_at", ">", ctx.now - DAY).limit(1).executeTakeFirst();
  return row !== undefined;
}
