import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { recordEvent } from "../orders/history.ts";

export interface StoppedTimer {
  order: { id: string; number: string; branch_id: string };
  /** Milliseconds that it ran. */
  ms: number;
}

/** Stops what somebody's timer measures and writes it down, in the caller's transaction; null when none runs. */
export async function stopTimerOf(trx: Db, ctx: Ctx, userId: string): Promise<StoppedTimer | null> {
  const timer = await trx.deleteFrom("work_timer").where("user_id", "=", userId)
    .returning(["user_id", "order_id", "started_at"]).executeTakeFirst();
  return timer ? await writeDown(trx, ctx, timer) : null;
}

/** The same for everybody who works on an order that leaves the bench. */
export async function stopTimersOf(trx: Db, ctx: Ctx, orderId: string): Promise<void> {
  const timers = await trx.deleteFrom("work_timer").where("order_id", "=", orderId)
    .returning(["user_id", "order_id", "started_at"]).execute();
  for (const timer of timers) await writeDown(trx, ctx, timer);
}

async function writeDown(
  trx: Db,
  ctx: Ctx,
  { user_id, order_id, started_at }: { user_id: string; order_id: string; started_at: number },
): Promise<StoppedTimer> {
  const ms = Math.max(0, ctx.now - started_at);
  // It may be somebody else's order by now, which its worker sees no more.
  const whole = trx.withoutPlugins();
  await trx.insertInto("work_time").values({
    id: ctx.random.id(ctx.now),
    order_id,
    user_id,
    ms,
    started_at,
    reason: "",
    at: ctx.now,
    recorded_by: ctx.actor.kind === "user" ? ctx.actor.id : null,
  }).execute();
  const { name } = await trx.selectFrom("user").select("name").where("id", "=", user_id)
    .executeTakeFirstOrThrow();
  await recordEvent(trx, ctx, { orderId: order_id, kind: "time_recorded", data: { who: name, ms } });
  const order = await whole.selectFrom("order").select(["id", "number", "branch_id"]).where(
    "id",
    "=",
    order_id,
  )
    .executeTakeFirstOrThrow();
  return { order, ms };
}
