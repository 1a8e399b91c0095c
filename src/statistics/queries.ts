import { actorMay } from "../auth/permissions.ts";
import type { Branch } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { DEVICE_CATEGORIES } from "../devices/device.ts";
import { dayOf } from "../lib/dates.ts";
import { PAYMENT_METHODS } from "../orders/order.ts";
import { OPEN_STATUSES, ORDER_STATUSES, STATUS_GROUP } from "../orders/status.ts";
import type { CategoryFigures, Figures, Standing, TechnicianFigures } from "./figures.ts";
import { type FigureFilter, rangeOf } from "./filter.ts";
import {
  type Grain,
  grainOf,
  type Range,
  rangeBefore,
  rangeOfLastYear,
  sheetSpans,
  spansOfRange,
} from "./period.ts";
import { pointOf, type Reading, share, totalsOf } from "./reading.ts";
import { scopeOf, type SheetTexts } from "./sheet.ts";
import { type Both, Sheets } from "./sheets.ts";
import { AGE_GROUPS, NOW } from "./standing.ts";
import { readState } from "./state.ts";

/** The figures that a filter asks for, from the sheets alone: whatever the shop's size, a few hundred rows. */
export async function readFigures(ctx: Ctx, filter: FigureFilter): Promise<Figures> {
  const { branches, zone, currency } = whereabouts(ctx, filter.branch);
  const range = rangeOf(filter, dayOf(ctx.now, zone));
  const [before, lastYear, grain] = [rangeBefore(range), rangeOfLastYear(range), grainOf(range)];
  const own = grain === "day" ? spansOfRange(range, "day") : sheetSpans(range);
  const spans = [...new Set([...own, ...sheetSpans(before), ...sheetSpans(lastYear), NOW])];
  const meant = {
    branches: branches.map(({ id }) => id),
    scope: scopeOf(filter.technician, filter.category),
  };
  const [sumRows, thingRows, state, users] = await Promise.all([
    sheetQuery(ctx.db, { ...meant, spans }, "sums_json").execute(),
    sheetQuery(ctx.db, { ...meant, spans: [...own, NOW] }, "things_json").execute(),
    readState(ctx.db),
    ctx.db.selectFrom("user").select(["id", "name"]).execute(),
  ]);
  const ofCurrency = branches.filter((one) => one.currency === currency);
  const sums = new Sheets(sumRows, branches, ofCurrency);
  const things = new Sheets(thingRows, branches, ofCurrency);
  const costs = actorMay(ctx.actor, "costs.read");
  const names = new Map(users.map(({ id, name }) => [id, name]));
  const of = things.total(own);
  const totals = (spans: readonly string[]) => {
    const { all, money } = sums.total(spans);
    return totalsOf(all, money, costs);
  };
  return {
    range,
    period: filter.range ? null : filter.period,
    currency,
    otherCurrencies: branches.filter((one) => one.currency !== currency).map(({ code }) => code),
    readAt: state.readAt,
    totals: totals(own),
    before: totals(sheetSpans(before)),
    lastYear: totals(sheetSpans(lastYear)),
    grain,
    series: seriesOf(sums, { range, grain, own }),
    byStatus: STAYS.map((status) => ({ status, spent: of.all.spans(`spent/${status}`) })),
    byCategory: byCategory(of, costs),
    byTechnician: byTechnician(of, { costs, names }),
    byMethod: PAYMENT_METHODS.map((method) => ({
      method,
      paid: of.money.things("paid_through").get(method) ?? 0,
    })),
    parts: await partsUsed(ctx.db, of.all),
    standing: standingOf(sums.total([NOW]).all, things.total([NOW]).all, names),
  };
}

/** Those whose work can be asked for: whoever may repair, whether or not they still do. */
export async function creditedUsers({ db }: Ctx): Promise<{ id: string; name: string }[]> {
  return await db.selectFrom("user").select(["id", "name"]).where("role", "in", ["technician", "admin"])
    .orderBy("name").execute();
}

/** Whose figures a filter means, the zone in which its days are those of today, and the currency of its money. */
function whereabouts(
  ctx: Ctx,
  branchId: string,
): { branches: readonly Branch[]; zone: string; currency: string } {
  const { branches, organization } = ctx.shop;
  const chosen = branches.find(({ id }) => id === branchId);
  return {
    branches: chosen ? [chosen] : branches,
    zone: chosen?.timeZone ?? organization?.timeZone ?? "UTC",
    currency: chosen?.currency ?? organization?.currency ?? "",
  };
}

export function sheetQuery(
  db: Db,
  { branches, scope, spans }: { branches: readonly string[]; scope: string; spans: readonly string[] },
  part: keyof SheetTexts,
) {
  return db.selectFrom("figure_sheet").select((q) => ["branch_id", "scope", "span", q.ref(part).as("text")])
    .where("branch_id", "in", branches).where("scope", "=", scope).where("span", "in", spans);
}

function seriesOf(
  sheets: Sheets,
  { range, grain, own }: { range: Range; grain: Grain; own: readonly string[] },
): Figures["series"] {
  return spansOfRange(range, grain).map((span) => {
    const { all, money } = sheets.total(own.filter((one) => one.startsWith(span)));
    return pointOf(span, all, money);
  });
}

/** Where the time of an order goes until it is over. */
const STAYS = ORDER_STATUSES.filter((status) => status !== "draft" && STATUS_GROUP[status] !== "closed");

function byCategory({ all, money }: Both, costs: boolean): CategoryFigures[] {
  return DEVICE_CATEGORIES.map((category) => {
    const billed = money.sum(`billed_for/${category}`);
    return {
      category,
      received: all.sum(`received_for/${category}`),
      ready: all.sum(`ready_for/${category}`),
      turnaround: all.spans(`turnaround_for/${category}`),
      paid: money.sum(`paid_for/${category}`),
      billed,
      ...costs && { margin: billed - money.sum(`cost_for/${category}`) },
    };
  }).filter(({ received, ready, paid, billed }) =>
    received !== 0 || ready !== 0 || paid !== 0 || billed !== 0
  )
    .sort((a, b) => b.received - a.received);
}

const CREDITED = ["ready_by", "rework_by", "claims_by", "paid_by", "billed_by"];

function byTechnician(
  { all, money }: Both,
  { costs, names }: { costs: boolean; names: ReadonlyMap<string, string> },
): TechnicianFigures[] {
  const ids = new Set(CREDITED.flatMap((measure) => [...all.things(measure).keys()]));
  return [...ids].map((id) => {
    const billed = money.sum(`billed_by/${id}`);
    return {
      id,
      name: names.get(id) ?? "",
      ready: all.sum(`ready_by/${id}`),
      turnaround: all.spans(`turnaround_by/${id}`),
      fixedFirst: share(all.sum(`fixed_first_by/${id}`), all.sum(`fixed_by/${id}`)),
      rework: all.sum(`rework_by/${id}`),
      claims: all.sum(`claims_by/${id}`),
      paid: money.sum(`paid_by/${id}`),
      billed,
      ...costs && { margin: billed - money.sum(`cost_by/${id}`) },
    };
  }).sort((a, b) => b.ready - a.ready || (a.name < b.name ? -1 : 1));
}

const MOST_PARTS = 20;

async function partsUsed(db: Db, read: Reading): Promise<Figures["parts"]> {
  const most = [...read.things("part")].filter(([, quantity]) => quantity > 0)
    .sort(([, a], [, b]) => b - a).slice(0, MOST_PARTS);
  if (most.length === 0) return [];
  const parts = await db.selectFrom("part").select(["id", "sku", "name"])
    .where("id", "in", most.map(([id]) => id)).execute();
  return most.flatMap(([id, quantity]) => {
    const part = parts.find((one) => one.id === id);
    return part ? [{ ...part, quantity }] : [];
  });
}

function standingOf(sums: Reading, read: Reading, names: ReadonlyMap<string, string>): Standing {
  const groups = (measure: string) =>
    AGE_GROUPS.map((from) => ({ from, orders: read.sum(`${measure}/${from}`) }));
  const ids = new Set([...read.things("bench").keys(), ...read.things("to_collect").keys()]);
  return {
    open: OPEN_STATUSES.map((status) => ({ status, orders: read.sum(`open/${status}`) })),
    overdue: sums.sum("overdue"),
    backlog: groups("backlog"),
    unclaimed: groups("unclaimed"),
    load: [...ids].map((id) => ({
      id,
      name: names.get(id) ?? "",
      bench: read.sum(`bench/${id}`),
      overdue: read.sum(`overdue_by/${id}`),
      toCollect: read.sum(`to_collect/${id}`),
    })).sort((a, b) => b.bench - a.bench || (a.name < b.name ? -1 : 1)),
  };
}
