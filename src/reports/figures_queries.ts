import { sql } from "kysely";
import { cashFigures } from "../cash/figures_queries.ts";
import type { Ctx } from "../context.ts";
import type { OrderStatus } from "../orders/status.ts";
import { lowParts } from "../parts/queries.ts";
import type { Figures } from "../statistics/figures.ts";
import { readFigures } from "../statistics/queries.ts";
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

/** What a report tells of its days, beside the period before: what the page of figures shows of them, the tills, and what is short. */
export async function readReport(ctx: Ctx, { branchId, period, days }: Asked): Promise<ReportFigures> {
  const before = daysBefore(period, days);
  const ids = branchId === "" ? ctx.shop.branches.map(({ id }) => id) : [branchId];
  const of = (range: Days) =>
    readFigures(ctx, { period: null, range, branch: branchId, technician: "", category: "" });
  const [own, earlier, money, low] = await Promise.all([
    of(days),
    of(before),
    readMoney(ctx, { branchId, days, before }),
    readLow(ctx, ids),
  ]);
  return {
    days,
    before,
    flow: flowOf(own),
    flowBefore: flowOf(earlier),
    money,
    backlog: backlogOf(own),
    low,
  };
}

function flowOf({ totals: { received, ready, delivered, cancelled } }: Figures): Flow {
  return { received, ready, delivered, cancelled };
}

function backlogOf({ standing }: Figures): Backlog {
  const of = (status: OrderStatus) => standing.open.find((one) => one.status === status)?.orders ?? 0;
  return {
    open: standing.open.reduce((sum, { orders }) => sum + orders, 0),
    overdue: standing.overdue,
    awaitingApproval: of("awaiting_approval"),
    ready: of("ready"),
  };
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
