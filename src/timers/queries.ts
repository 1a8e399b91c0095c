import { sql } from "kysely";
import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { dayOf, dayStart, nextDay } from "../lib/dates.ts";

/** What somebody worked on an order; milliseconds without what runs now. */
export interface WorkedTime {
  userId: string;
  name: string;
  ms: number;
  /** When the timer that runs was started. */
  since: number | null;
}

/** Who worked on an order and who works on it now, by name; from the rows of `timeOfOrder`. */
export function workedTimes(rows: readonly TimeRow[]): WorkedTime[] {
  const people = new Map<string, WorkedTime>();
  for (const { id, name, ms, since } of rows) {
    const known = people.get(id) ?? { userId: id, name, ms: 0, since: null };
    people.set(id, {
      ...known,
      ms: known.ms + Number(ms),
      since: since === null ? known.since : Number(since),
    });
  }
  return [...people.values()].sort((one, other) => one.name.localeCompare(other.name));
}

type TimeRow = Awaited<ReturnType<ReturnType<typeof timeOfOrder>["execute"]>>[number];

/** A row for what each has worked, and one for each timer that runs. */
export function timeOfOrder(db: Db, orderId: string) {
  return db.selectFrom("work_time").innerJoin("user", "user.id", "work_time.user_id")
    .select((q) => ["user.id", "user.name", q.fn.sum<number>("work_time.ms").as("ms")])
    .select(sql<number | null>`null`.as("since"))
    .where("work_time.order_id", "=", orderId).groupBy(["user.id", "user.name"])
    .unionAll(
      db.selectFrom("work_timer").innerJoin("user", "user.id", "work_timer.user_id")
        .select(["user.id", "user.name", sql<number>`0`.as("ms")])
        .select(sql<number | null>`work_timer.started_at`.as("since"))
        .where("work_timer.order_id", "=", orderId),
    );
}

export interface TechnicianTime {
  /** Milliseconds since the day, the week (Monday) and the month began at the technician's branch. */
  day: number;
  week: number;
  month: number;
  /** What runs now. */
  running: { number: string; since: number } | null;
  /** Of the last thirty days, latest first. */
  orders: { number: string; brand: string; model: string; ms: number; at: number }[];
}

/** Who worked on an order and who works on it now, by name. */
export async function timeOnOrder({ db }: Ctx, orderId: string): Promise<WorkedTime[]> {
  return workedTimes(await timeOfOrder(db, orderId).execute());
}

/** What one's own timer runs on, null when it stands. */
export async function ownTimer({ db, actor }: Ctx): Promise<TechnicianTime["running"]> {
  return await timerOf(db, actor.id ?? "");
}

async function timerOf(db: Db, userId: string): Promise<TechnicianTime["running"]> {
  const timer = await db.selectFrom("work_timer").innerJoin("order", "order.id", "work_timer.order_id")
    .select(["order.number", "work_timer.started_at as since"]).where("user_id", "=", userId)
    .executeTakeFirst();
  return timer ?? null;
}

const DAY = 86_400_000;
const SHOWN = 30;

/** How long somebody worked lately, and on what. */
export async function timeOfTechnician(ctx: Ctx, userId: string): Promise<TechnicianTime> {
  const { db } = ctx;
  const begins = await beginnings(ctx, userId);
  const [sums, running, orders] = await Promise.all([
    db.selectFrom("work_time").select(["ms", "at"]).where("user_id", "=", userId)
      .where("at", ">=", Math.min(begins.month, begins.week)).execute(),
    timerOf(db, userId),
    technicianOrdersQuery(ctx, userId).execute(),
  ]);
  const from = (start: number) => sums.reduce((total, { ms, at }) => at >= start ? total + ms : total, 0);
  return {
    day: from(begins.day),
    week: from(begins.week),
    month: from(begins.month),
    running,
    orders: orders.map(({ ms, at, ...order }) => ({ ...order, ms: Number(ms), at: Number(at) })),
  };
}

export function technicianOrdersQuery({ db, now }: Ctx, userId: string) {
  return db.selectFrom("work_time").innerJoin("order", "order.id", "work_time.order_id")
    .innerJoin("device", "device.id", "order.device_id")
    .select((q) => [
      "order.number",
      "device.brand",
      "device.model",
      q.fn.sum<number>("work_time.ms").as("ms"),
      q.fn.max<number>("work_time.at").as("at"),
    ])
    .where("work_time.user_id", "=", userId).where("work_time.at", ">=", now - 30 * DAY)
    .groupBy(["order.number", "device.brand", "device.model"]).orderBy("at", "desc").limit(SHOWN);
}

async function beginnings(ctx: Ctx, userId: string): Promise<{ day: number; week: number; month: number }> {
  const user = await ctx.db.selectFrom("user").select("branch_id").where("id", "=", userId)
    .executeTakeFirstOrThrow();
  const { timeZone } = branchOf(ctx.shop, user.branch_id);
  const today = dayOf(ctx.now, timeZone);
  const monday = nextDay(today, 1 - Temporal.PlainDate.from(today).dayOfWeek);
  return {
    day: dayStart(today, timeZone),
    week: dayStart(monday, timeZone),
    month: dayStart(`${today.slice(0, 8)}01`, timeZone),
  };
}
