import { type RawBuilder, sql } from "kysely";
import type { Branch } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import { unindexed } from "../db/unindexed.ts";
import { enteredBy } from "../gateways/gateway.ts";
import { dayOf, dayStart, nextDay } from "../lib/dates.ts";
import { exactMinor } from "../lib/money.ts";
import type { PaymentMethod } from "../orders/order.ts";
import type { FiguresFilter } from "./input.ts";
import type { MethodSums } from "./session.ts";

/** Calendar days of each branch, both included (`YYYY-MM-DD`). */
export interface Period {
  from: string;
  to: string;
}

export interface CashFigures extends Period {
  branches: readonly Branch[];
  /** One for each currency in which money moved. */
  currencies: CurrencyFigures[];
}

export interface CurrencyFigures {
  currency: string;
  /** What came in, what went back (negative), and both together. */
  taken: number;
  refunded: number;
  net: number;
  /** Cash in and out for no order. */
  moved: number;
  /** Of the sessions that were closed in the period. */
  difference: number;
  closings: number;
  byMethod: { method: PaymentMethod; entries: number; minor: number }[];
  byDay: FigureRow[];
  byUser: FigureRow[];
  byBranch: FigureRow[];
}

export interface FigureRow {
  /** Day, name of the person, or code of the branch. */
  label: string;
  methods: MethodSums;
  minor: number;
}

const MOST_DAYS = 366;

/** This month up to today, unless the filter says otherwise; a longer period than a year loses its beginning. */
export function periodOf(ctx: Ctx, { desde, hasta }: FiguresFilter): Period {
  const today = dayOf(ctx.now, ctx.shop.organization?.timeZone ?? "UTC");
  const to = hasta ?? (desde !== null && desde > today ? desde : today);
  const from = desde ?? `${to.slice(0, 8)}01`;
  const [first, last] = from <= to ? [from, to] : [to, from];
  const earliest = nextDay(last, 1 - MOST_DAYS);
  return { from: first < earliest ? earliest : first, to: last };
}

/** The money of a period from the ledger itself, by day, method, person and branch; each branch by its own clock. */
export async function cashFigures(ctx: Ctx, filter: FiguresFilter): Promise<CashFigures> {
  const period = periodOf(ctx, filter);
  const all = ctx.shop.branches;
  const chosen = all.filter((branch) => branch.id === filter.sucursal);
  const branches = chosen.length > 0 ? chosen : all;
  const parts = await Promise.all(branches.map((branch) => branchFigures(ctx, branch, period)));
  const currencies = new Set(parts.flatMap((part) => part.map(({ currency }) => currency)));
  return {
    ...period,
    branches: all,
    currencies: [...currencies].sort().map((currency) =>
      folded(currency, parts.flat().filter((part) => part.currency === currency))
    ),
  };
}

interface Entry {
  branch: string;
  day: string;
  userId: string;
  user: string;
  method: PaymentMethod;
  entries: number;
  taken: number;
  refunded: number;
}

interface BranchFigures {
  currency: string;
  entries: Entry[];
  moved: number;
  difference: number;
  closings: number;
}

async function branchFigures(ctx: Ctx, branch: Branch, period: Period): Promise<BranchFigures[]> {
  const [entries, moved, closed] = await Promise.all([
    figuresQuery(ctx.db, { branch, period }).execute(),
    movedQuery(ctx.db, { branch, period }).execute(),
    closedQuery(ctx.db, { branch, period }).execute(),
  ]);
  const currencies = new Set([...entries, ...moved, ...closed].map(({ currency }) => currency));
  return [...currencies].map((currency) => {
    const closings = closed.find((row) => row.currency === currency);
    return {
      currency,
      entries: entries.filter((row) => row.currency === currency).map((row) => ({
        branch: branch.code,
        day: row.day,
        userId: row.gateway ?? row.userId,
        user: enteredBy(row),
        method: row.method,
        entries: Number(row.entries),
        taken: exactMinor(row.taken),
        refunded: exactMinor(row.refunded),
      })),
      moved: exactMinor(moved.find((row) => row.currency === currency)?.moved ?? 0),
      difference: exactMinor(closings?.difference ?? 0),
      closings: Number(closings?.closings ?? 0),
    };
  });
}

interface Asked {
  branch: Branch;
  period: Period;
}

/** One row for each day, person, method and currency; the days of the period are laid over the index of instants. */
export function figuresQuery(db: Ctx["db"], { branch, period }: Asked) {
  return db.with("span", () => daySpans(branch, period)).selectFrom("span")
    .innerJoin("payment", (join) =>
      join.on((q) =>
        q.and([
          q("payment.at", ">=", q.ref("span.begins")),
          q("payment.at", "<", q.ref("span.ends")),
        ])
      ))
    .innerJoin("order", "order.id", "payment.order_id").innerJoin("user", "user.id", "payment.recorded_by")
    .select((q) => [
      "span.day",
      "user.id as userId",
      "user.name as user",
      "payment.gateway",
      "payment.method",
      "payment.currency",
      q.fn.countAll<number>().as("entries"),
      q.fn.sum<number>(
        q.case().when("payment.amount_minor", ">", 0).then(q.ref("payment.amount_minor"))
          .else(q.val(0)).end(),
      ).as("taken"),
      q.fn.sum<number>(
        q.case().when("payment.amount_minor", "<", 0).then(q.ref("payment.amount_minor"))
          .else(q.val(0)).end(),
      ).as("refunded"),
    ])
    .where(unindexed("order.branch_id"), "=", branch.id)
    .groupBy(["span.day", "user.id", "user.name", "payment.gateway", "payment.method", "payment.currency"])
    .orderBy("span.day").orderBy("user.name");
}

export function movedQuery(db: Ctx["db"], { branch, period }: Asked) {
  const { begins, ends } = bounds(branch, period);
  return db.selectFrom("cash_movement")
    .innerJoin("cash_session", "cash_session.id", "cash_movement.cash_session_id")
    .select((q) => ["cash_movement.currency", q.fn.sum<number>("cash_movement.amount_minor").as("moved")])
    .where("cash_movement.at", ">=", begins).where("cash_movement.at", "<", ends)
    .where("cash_session.branch_id", "=", branch.id).groupBy("cash_movement.currency");
}

export function closedQuery(db: Ctx["db"], { branch, period }: Asked) {
  const { begins, ends } = bounds(branch, period);
  return db.selectFrom("cash_session")
    .select((q) => [
      "currency",
      q.fn.countAll<number>().as("closings"),
      q.fn.sum<number>("difference_minor").as("difference"),
    ])
    .where("branch_id", "=", branch.id).where("closed_at", ">=", begins).where("closed_at", "<", ends)
    .groupBy("currency");
}

function bounds({ timeZone }: Branch, { from, to }: Period): { begins: number; ends: number } {
  return { begins: dayStart(from, timeZone), ends: dayStart(nextDay(to), timeZone) };
}

interface DaySpan {
  day: string;
  /** UTC milliseconds. */
  begins: number;
  ends: number;
}

/** Every day of the period as rows: where it begins and ends by the branch's clock, whatever that did in between. */
function daySpans({ timeZone }: Branch, { from, to }: Period): RawBuilder<DaySpan> {
  const rows: RawBuilder<unknown>[] = [];
  for (let day = from; day <= to; day = nextDay(day)) {
    const [begins, ends] = [dayStart(day, timeZone), dayStart(nextDay(day), timeZone)];
    rows.push(sql`(cast(${day} as text), cast(${begins} as bigint), cast(${ends} as bigint))`);
  }
  const values = sql.join(rows);
  return sql<
    DaySpan
  >`(select column1 as day, column2 as begins, column3 as ends from (values ${values}) as days)`;
}

function folded(currency: string, parts: readonly BranchFigures[]): CurrencyFigures {
  const entries = parts.flatMap((part) => part.entries);
  const [taken, refunded] = [sum(entries, (one) => one.taken), sum(entries, (one) => one.refunded)];
  return {
    currency,
    taken,
    refunded,
    net: taken + refunded,
    moved: sum(parts, (part) => part.moved),
    difference: sum(parts, (part) => part.difference),
    closings: sum(parts, (part) => part.closings),
    byMethod: methodRows(entries),
    byDay: rowsBy(entries, (one) => [one.day, one.day]).sort((a, b) => a.label < b.label ? 1 : -1),
    byUser: rowsBy(entries, (one) => [one.userId, one.user]).sort((a, b) => b.minor - a.minor),
    byBranch: rowsBy(entries, (one) => [one.branch, one.branch]),
  };
}

function methodRows(entries: readonly Entry[]): CurrencyFigures["byMethod"] {
  const methods = [...new Set(entries.map(({ method }) => method))];
  return methods.map((method) => {
    const own = entries.filter((one) => one.method === method);
    return {
      method,
      entries: sum(own, (one) => one.entries),
      minor: sum(own, (one) => one.taken + one.refunded),
    };
  }).sort((a, b) => b.minor - a.minor);
}

/** `of` answers what rows are told apart by, and what they are called. */
function rowsBy(entries: readonly Entry[], of: (entry: Entry) => readonly [string, string]): FigureRow[] {
  const rows = new Map<string, FigureRow>();
  for (const entry of entries) {
    const [key, label] = of(entry);
    const row = rows.get(key) ?? { label, methods: {}, minor: 0 };
    const minor = entry.taken + entry.refunded;
    row.methods[entry.method] = (row.methods[entry.method] ?? 0) + minor;
    rows.set(key, { ...row, minor: row.minor + minor });
  }
  return [...rows.values()];
}

function sum<Row>(rows: readonly Row[], figure: (row: Row) => number): number {
  return rows.reduce((total, row) => total + figure(row), 0);
}
