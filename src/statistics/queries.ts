import type { Ctx } from "../context.ts";
import { dayOf, nextDay } from "../lib/dates.ts";
import { exactMinor } from "../lib/money.ts";
import { OPEN_STATUSES, type OrderStatus } from "../orders/status.ts";
import type { FigureFilter } from "./input.ts";

export interface Figures {
  /** Calendar days, both included (`YYYY-MM-DD`). */
  from: string;
  to: string;
  totals: DayFigures;
  /** The same sums of as many days before. */
  before: DayFigures;
  days: (DayFigures & { day: string })[];
  open: { status: OrderStatus; orders: number }[];
  technicians: { id: string; name: string; open: number; ready: number }[];
}

export interface DayFigures {
  received: number;
  ready: number;
  delivered: number;
  cancelled: number;
  /** Milliseconds from received to ready, summed over those that became ready. */
  repairMs: number;
  /** Minor units of the shop's currency. */
  paidMinor: number;
}

/** The shop's first figures, from the sums that every move keeps up; today is the last day. */
export async function readFigures(ctx: Ctx, { branch, days }: FigureFilter): Promise<Figures> {
  const all = ctx.shop.branches.map((one) => one.id);
  const ids = all.includes(branch) ? [branch] : all;
  const timeZone = ctx.shop.organization?.timeZone ?? "UTC";
  const to = dayOf(ctx.now, timeZone);
  const from = nextDay(to, 1 - days);
  const [rows, open, technicians] = await Promise.all([
    readDays(ctx, { ids, from: nextDay(from, -days), to }),
    readOpen(ctx, ids),
    readTechnicians(ctx, ids),
  ]);
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const shown = Array.from({ length: days }, (_, index) => nextDay(from, index))
    .map((day) => byDay.get(day) ?? { day, ...NOTHING });
  const earlier = rows.filter((row) => row.day < from);
  return { from, to, days: shown, totals: sum(shown), before: sum(earlier), open, technicians };
}

const NOTHING: DayFigures = { received: 0, ready: 0, delivered: 0, cancelled: 0, repairMs: 0, paidMinor: 0 };

interface Span {
  ids: string[];
  from: string;
  to: string;
}

async function readDays({ db }: Ctx, { ids, from, to }: Span): Promise<(DayFigures & { day: string })[]> {
  const rows = await dayQuery(db, { ids, from, to }).execute();
  return rows.map((row) => ({
    day: row.day,
    received: Number(row.received),
    ready: Number(row.ready),
    delivered: Number(row.delivered),
    cancelled: Number(row.cancelled),
    repairMs: Number(row.repair_ms),
    paidMinor: exactMinor(row.paid_minor),
  }));
}

export function dayQuery(db: Ctx["db"], { ids, from, to }: Span) {
  return db.selectFrom("order_day")
    .select((q) => [
      "day",
      q.fn.sum("received").as("received"),
      q.fn.sum("ready").as("ready"),
      q.fn.sum("delivered").as("delivered"),
      q.fn.sum("cancelled").as("cancelled"),
      q.fn.sum("repair_ms").as("repair_ms"),
      q.fn.sum("paid_minor").as("paid_minor"),
    ])
    .where("branch_id", "in", ids).where("day", ">=", from).where("day", "<=", to)
    .groupBy("day").orderBy("day");
}

async function readOpen({ db }: Ctx, ids: string[]): Promise<Figures["open"]> {
  const rows = await db.selectFrom("order_count")
    .select((q) => ["status", q.fn.sum("orders").as("orders")])
    .where("branch_id", "in", ids).groupBy("status").execute();
  const counted = new Map(rows.map((row) => [row.status, Number(row.orders)]));
  return OPEN_STATUSES.map((status) => ({ status, orders: counted.get(status) ?? 0 }));
}

async function readTechnicians(ctx: Ctx, ids: string[]): Promise<Figures["technicians"]> {
  const rows = await loadQuery(ctx.db, ids).execute();
  const known = new Map<string, Figures["technicians"][number]>();
  for (const { id, name, status, orders } of rows) {
    const one = known.get(id) ?? { id, name, open: 0, ready: 0 };
    known.set(
      id,
      status === "ready" ? { ...one, ready: Number(orders) } : { ...one, open: one.open + Number(orders) },
    );
  }
  return [...known.values()].sort((a, b) => b.open - a.open);
}

export function loadQuery(db: Ctx["db"], ids: string[]) {
  return db.selectFrom("order").innerJoin("user", "user.id", "order.technician_id")
    .select((q) => ["user.id", "user.name", "order.status", q.fn.countAll().as("orders")])
    .where("order.branch_id", "in", ids).where("order.status", "in", OPEN_STATUSES)
    .groupBy(["user.id", "user.name", "order.status"]);
}

function sum(days: readonly DayFigures[]): DayFigures {
  return days.reduce((total, day) => ({
    received: total.received + day.received,
    ready: total.ready + day.ready,
    delivered: total.delivered + day.delivered,
    cancelled: total.cancelled + day.cancelled,
    repairMs: total.repairMs + day.repairMs,
    paidMinor: total.paidMinor + day.paidMinor,
  }), NOTHING);
}
