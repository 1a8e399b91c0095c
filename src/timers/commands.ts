import { actorMay, requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { AppError, conflict, invalid } from "../lib/app_error.ts";
import { actingUser } from "../orders/acting_user.ts";
import { recordEvent } from "../orders/history.ts";
import { lockOpenOrder, lockOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import type { TimeCorrection } from "./input.ts";
import { type StoppedTimer, stopTimerOf } from "./stopping.ts";

const MINUTE = 60_000;

/**
 * Starts one's own timer on an open order; the one that runs on another order stops, and is answered. Where it runs already
 * nothing changes. @throws AppError forbidden, not_found, conflict `order_closed`
 */
export async function startTimer(ctx: Ctx, number: string): Promise<StoppedTimer | null> {
  requirePermission(ctx.actor, "time.track");
  const user_id = actingUser(ctx);
  const { stopped, topics } = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOpenOrder(trx, number);
    const running = await trx.selectFrom("work_timer").select("order_id").where("user_id", "=", user_id)
      .forUpdate().executeTakeFirst();
    if (running?.order_id === order.id) return { stopped: null, topics: [] };
    let stopped = running ? await stopTimerOf(trx, ctx, user_id) : null;
    const begin = () =>
      trx.insertInto("work_timer").values({ user_id, order_id: order.id, started_at: ctx.now })
        .onConflict((clash) => clash.column("user_id").doNothing()).returning("user_id").executeTakeFirst();
    // One that began elsewhere at the same moment stops as well: the later click counts.
    while (!await begin()) stopped = await stopTimerOf(trx, ctx, user_id) ?? stopped;
    return { stopped, topics: [...topicsOf(order), ...(stopped ? topicsOf(stopped.order) : [])] };
  });
  ctx.live.changed(...topics);
  return stopped;
}

/**
 * Stops one's own timer on an order; where none runs any more, what it measured last is answered again.
 * @throws AppError forbidden, not_found, conflict `timer_not_running`
 */
export async function stopTimer(ctx: Ctx, number: string): Promise<StoppedTimer> {
  requirePermission(ctx.actor, "time.track");
  const stopped = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    const timer = await stopTimerOf(trx, ctx, actingUser(ctx)) ??
      await lastStopped(trx, order, actingUser(ctx));
    if (timer?.order.id !== order.id) throw conflict("timer_not_running");
    return timer;
  });
  ctx.live.changed(...topicsOf(stopped.order));
  return stopped;
}

/** What somebody's timer measured last on an order, null where none ever ran. */
async function lastStopped(trx: Db, order: OrderRow, userId: string): Promise<StoppedTimer | null> {
  const entry = await trx.selectFrom("work_time").select("ms").where("order_id", "=", order.id)
    .where("user_id", "=", userId).where("started_at", "is not", null).orderBy("at", "desc").limit(1)
    .executeTakeFirst();
  return entry ? { order, ms: entry.ms } : null;
}

/**
 * Adds to what somebody worked on an order, or takes away from it, as an entry of its own; the same form again changes nothing.
 * Others' time is an administrator's to correct. @throws AppError forbidden, not_found, invalid `user_id`, `minutes`
 */
export async function correctTime(ctx: Ctx, number: string, correction: TimeCorrection): Promise<void> {
  requirePermission(ctx.actor, "time.track");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    const { form_key: id, direction, minutes, reason } = correction;
    const known = await trx.selectFrom("work_time").select("order_id").where("id", "=", id)
      .executeTakeFirst();
    if (known && known.order_id !== order.id) throw new AppError("conflict");
    if (known) return [];
    const worker = await correctedUser(trx, ctx, correction.user_id || actingUser(ctx));
    const ms = (direction === "subtract" ? -1 : 1) * minutes * MINUTE;
    const worked = await workedOn(trx, { orderId: order.id, userId: worker.id });
    if (worked + ms < 0) {
      throw invalid({
        minutes: { code: "more_than_worked", params: { minutes: Math.floor(worked / MINUTE) } },
      });
    }
    await trx.insertInto("work_time").values({
      id,
      order_id: order.id,
      user_id: worker.id,
      ms,
      started_at: null,
      reason,
      at: ctx.now,
      recorded_by: actingUser(ctx),
    }).execute();
    const data = { who: worker.name, ms, reason };
    await recordEvent(trx, ctx, { orderId: order.id, kind: "time_corrected", data });
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}

async function correctedUser(trx: Db, { actor }: Ctx, id: string): Promise<{ id: string; name: string }> {
  if (id !== actingUser({ actor }) && !actorMay(actor, "time.correct")) throw new AppError("forbidden");
  const user = await trx.selectFrom("user").select(["id", "name", "role"]).where("id", "=", id)
    .executeTakeFirst();
  if (!user || user.role === "receptionist") throw invalid({ user_id: { code: "not_a_technician" } });
  return user;
}

async function workedOn(
  trx: Db,
  { orderId, userId }: { orderId: string; userId: string },
): Promise<number> {
  const { ms } = await trx.selectFrom("work_time").select((q) => q.fn.sum<number | null>("ms").as("ms"))
    .where("order_id", "=", orderId).where("user_id", "=", userId).executeTakeFirstOrThrow();
  return Number(ms ?? 0);
}
