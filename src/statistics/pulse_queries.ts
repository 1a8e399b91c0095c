import type { Ctx } from "../context.ts";
import { dayOf } from "../lib/dates.ts";
import { seesAllOrders } from "../orders/own_orders.ts";
import type { Totals } from "./figures.ts";
import { type Histogram, spansOf } from "./histogram.ts";
import { periodRange, rangeBefore, rangeOfLastYear, sheetSpans } from "./period.ts";
import { type Reading, reading, totalsOf } from "./reading.ts";
import { addText, scopeOf, type Sheet } from "./sheet.ts";
import { NOW } from "./standing.ts";
import { sheetQuery } from "./queries.ts";

/** What the owner wants to know first: the last thirty days, the thirty before, those of last year, and how a branch's orders stand. */
export interface OwnerPulse {
  totals: Totals;
  before: Totals;
  lastYear: Totals;
  /** Neither announced nor ready. */
  backlog: number;
  /** Ready and not collected. */
  unclaimed: number;
  overdue: number;
}

/** One statement on the sheets. */
export async function readOwnerPulse(ctx: Ctx, branchId: string): Promise<OwnerPulse> {
  const range = lastDays(ctx, branchId);
  const spans = [range, rangeBefore(range), rangeOfLastYear(range)].map(sheetSpans);
  const read = await readSpans(ctx, { branchId, scope: scopeOf("", ""), spans: [...spans, [NOW]] });
  const [now, then, lastYear, standing] = read;
  const totals = (of: Reading) => totalsOf(of, of, false);
  return {
    totals: totals(now ?? EMPTY),
    before: totals(then ?? EMPTY),
    lastYear: totals(lastYear ?? EMPTY),
    backlog: sumOf(standing, "backlog"),
    unclaimed: sumOf(standing, "unclaimed"),
    overdue: standing?.sum("overdue") ?? 0,
  };
}

/** What a technician wants to know beside the own queue: what waits for a check, and what came of the last thirty days. */
export interface BenchPulse {
  /** Of the branch, whoever repaired them: somebody else checks them. 0 for who is limited to their own. */
  toCheck: number;
  totals: Totals;
}

/** One statement on the sheets. */
export async function readBenchPulse(
  ctx: Ctx,
  { branchId, technicianId }: { branchId: string; technicianId: string },
): Promise<BenchPulse> {
  const spans = sheetSpans(lastDays(ctx, branchId));
  const all = scopeOf("", "");
  const mine = scopeOf(technicianId, "");
  const branches = [branchId];
  const rows = await sheetQuery(ctx.db, { branches, scope: mine, spans }, "sums_json")
    .unionAll(sheetQuery(ctx.db, { branches, scope: all, spans: [NOW] }, "things_json")).execute();
  const shop = rows.find(({ scope, span }) => scope === all && span === NOW);
  const own = readingOf(rows.filter(({ span }) => span !== NOW));
  return {
    toCheck: shop && seesAllOrders(ctx.actor) ? readingOf([shop]).sum("open/quality_check") : 0,
    totals: totalsOf(own, own, false),
  };
}

function lastDays(ctx: Ctx, branchId: string) {
  const zone = ctx.shop.branches.find(({ id }) => id === branchId)?.timeZone ?? "UTC";
  return periodRange("30_days", dayOf(ctx.now, zone));
}

const NOTHING: Histogram = new Map();
const EMPTY: Reading = { sum: () => 0, spans: () => spansOf(NOTHING), things: () => new Map() };

async function readSpans(
  { db }: Ctx,
  { branchId, scope, spans }: { branchId: string; scope: string; spans: readonly (readonly string[])[] },
): Promise<Reading[]> {
  const branches = [branchId];
  const rows = await sheetQuery(db, { branches, scope, spans: spans.flat() }, "sums_json")
    .unionAll(sheetQuery(db, { branches, scope, spans: [NOW] }, "things_json")).execute();
  return spans.map((some) => readingOf(rows.filter(({ span }) => some.includes(span))));
}

function readingOf(rows: readonly { text: string }[]): Reading {
  const sum: Sheet = new Map();
  for (const { text } of rows) addText(sum, text);
  return reading(sum);
}

function sumOf(read: Reading | undefined, measure: string): number {
  return [...read?.things(measure).values() ?? []].reduce((sum, one) => sum + one, 0);
}
