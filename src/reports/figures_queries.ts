import { sql } from "kysely";
import { cashFigures } from "../cash/figures_queries.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { OPEN_STATUSES } from "../orders/status.ts";
import { lowParts } from "../parts/queries.ts";
import {
  type Backlog,
  type CurrencyMoney,
  type Days,
  daysBefore,
  type Flow,
  type LowPart,
  type ReportFigures,
  type ReportPeriod,
} from "./report.ts";

interface Asked {
  /** "" for the whole shop. */
  branchId: string;
  period: ReportPeriod;
  days: Days;
}

/** What a report tells of its days, beside the period before: from what moves and the ledger keep up. */
export async function readReport(ctx: Ctx, { branchId, period, days }: Asked): Promise<ReportFigures> {
  const before = daysBefore(period, days);
  const ids = branchId === "" ? ctx.shop.branches.map(({ id }) => id) : [branchId];
  const [flow, flowBefore, money, backlog, low] = await Promise.all([
    readFlow(ctx.db, ids, days),
    readFlow(ctx.db, ids, before),
    readMoney(ctx, { branchId, days, before }),
    readBacklog(ctx, ids),
    readLow(ctx, ids),
  ]);
  return { days, before, flow, flowBefore, money, backlog, low };
}

async function readFlow(db: Db, ids: readonly string[], days: Days): Promise<Flow> {
  const row = await flowQuery(db, ids, days).executeTakeFirst();
  return {
    received: Number(row?.received ?? 0),
    ready: Number(row?.ready ?? 0),
    delivered: Number(row?.delivered ?? 0),
    cancelled: Number(row?.cancelled ?? 0),
  };
}

export function flowQuery(db: Db, ids: readonly string[], { from, to }: Days) {
  return db.selectFrom("order_day")
    .select((q) => [
      q.fn.sum("received").as("received"),
      q.fn.sum("ready").as("ready"),
      q.fn.sum("delivered").as("delivered"),
      q.fn.sum("cancelled").as("cancelled"),
    ])
    .where("branch_id", "in", ids).where("day", ">=", from).where("day", "<=", to);
}

async function readMoney(
  ctx: Ctx,
  { branchId, days, before }: { branchId: string; days: Days; before: Days },
): Promise<CurrencyMoney[]> {
  const figures = ({ from, to }: Days) => cashFigures(ctx, { sucursal: branchId, desde: from, hasta: to });
  const [now, earlier] = await Promise.all([figures(days), figures(before)]);
  const codes = new Set([...now.currencies, ...earlier.currencies].map(({ currency }) => currency));
  return [...codes].sort().map((currency): CurrencyMoney => {
    const own = now.currencies.find((one) => one.currency === currency);
    return {
      currency,
      net: own?.net ?? 0,
      netBefore: earlier.currencies.find((one) => one.currency === currency)?.net ?? 0,
      byMethod: own?.byMethod.map(({ method, minor }) => ({ method, minor })) ?? [],
      closings: own?.closings ?? 0,
      difference: own?.difference ?? 0,
    };
  });
}

async function readBacklog(ctx: Ctx, ids: readonly string[]): Promise<Backlog> {
  const [rows, overdue] = await Promise.all([
    ctx.db.selectFrom("order_count").select((q) => ["status", q.fn.sum("orders").as("orders")])
      .where("branch_id", "in", ids).where("status", "in", OPEN_STATUSES).groupBy("status").execute(),
    overdueQuery(ctx, ids).executeTakeFirstOrThrow(),
  ]);
  const of = (status: string) => Number(rows.find((row) => row.status === status)?.orders ?? 0);
  return {
    open: rows.reduce((sum, { orders }) => sum + Number(orders), 0),
    overdue: Number(overdue.orders),
    awaitingApproval: of("awaiting_approval"),
    ready: of("ready"),
  };
}

export function overdueQuery(ctx: Ctx, ids: readonly string[]) {
  return ctx.db.selectFrom("order").select((q) => q.fn.countAll().as("orders")).where("branch_id", "in", ids)
    .where("status", "in", OPEN_STATUSES).where("overdue_at", "<", ctx.now);
}

const MOST_PARTS = 15;

async function readLow(ctx: Ctx, ids: readonly string[]): Promise<ReportFigures["low"]> {
  const found = await Promise.all(ids.map((id) => lowQuery(ctx, id).execute()));
  const parts = found.flat().map(({ name, available, minimum }): LowPart => ({
    name,
    available: Number(available),
    minimum: Number(minimum),
  }));
  return { count: parts.length, parts: parts.slice(0, MOST_PARTS) };
}

export function lowQuery(ctx: Ctx, branchId: string) {
  return ctx.db.selectFrom("stock_balance").innerJoin("part", "part.id", "stock_balance.part_id")
    .select(["part.name", "stock_balance.minimum"])
    .select(sql<number>`on_hand - reserved`.as("available"))
    .where("stock_balance.branch_id", "=", branchId).where("part.active", "=", 1)
    .where("part.id", "in", lowParts(ctx, branchId)).orderBy("part.name_fold").limit(200);
}
