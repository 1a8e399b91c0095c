import { type CompiledQuery, type ExpressionBuilder, type SelectQueryBuilder, sql } from "kysely";
import { STALE_GROUPS } from "../admin/settings.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { prepared } from "../db/prepared.ts";
import type { Schema } from "../db/schema.ts";
import { matches } from "../db/search.ts";
import { dayStart, nextDay } from "../lib/dates.ts";
import { idFloor } from "../lib/random.ts";
import type { Priority } from "./order.ts";
import { seesContacts } from "./own_orders.ts";
import { EVERYTHING, type ListCursor, type ListFilter, shownStatuses } from "./list_filter.ts";
import { OPEN_STATUSES, type OrderStatus, STATUS_GROUP } from "./status.ts";

export const PAGE_ROWS = 50;
const DAY = 86_400_000;

export interface OrderListRow {
  seq: number;
  number: string;
  status: OrderStatus;
  status_since: number;
  priority: Priority;
  promised_at: number | null;
  /** When it becomes overdue, null when it may wait for ever. */
  overdue_at: number | null;
  received_at: number;
  fault: string;
  client: string;
  brand: string;
  model: string;
  technician: string | null;
  /** 1: what it waited for has come. */
  parts_in: number;
  /** 1: a client announced it through a link. */
  by_client: number;
  hold_review_at: number | null;
  vendor_expected_at: number | null;
  /** The id of the order whose warranty it claims. */
  claim_of: string | null;
}

/** The columns of a row, from an order joined with its client, its device and its technician. */
export const LISTED = [
  "order.seq",
  "order.number",
  "order.status",
  "order.status_since",
  "order.priority",
  "order.promised_at",
  "order.overdue_at",
  "order.received_at",
  "order.fault",
  "client.name as client",
  "device.brand",
  "device.model",
  "user.name as technician",
  "order.parts_in",
  "order.by_client",
  "order.hold_review_at",
  "order.vendor_expected_at",
  "order.warranty_of_order_id as claim_of",
] as const;

export interface OrderList {
  rows: OrderListRow[];
  /** Where the next page begins, null on the last one. */
  next: ListCursor | null;
}

export async function listOrders(ctx: Ctx, filter: ListFilter, rows = PAGE_ROWS): Promise<OrderList> {
  return paged(await readRows(ctx, filter, rows + 1), filter, rows);
}

/** What programs are told of a row beyond what people read in it. */
export interface OrderKeys {
  client_id: string;
  device_id: string;
  technician_id: string | null;
  branch_id: string;
  version: number;
}

const KEYS = [
  "order.client_id",
  "order.device_id",
  "order.technician_id",
  "order.branch_id",
  "order.version",
] as const;

/** The same list with the ids that programs go on with; screens do without them, and are asked for far more often. */
export async function listOrdersWithKeys(
  ctx: Ctx,
  filter: ListFilter,
  limit: number,
): Promise<{ rows: (OrderListRow & OrderKeys)[]; next: ListCursor | null }> {
  const rows = isPlain(filter)
    ? await keyedLists(filter)(ctx, plainValues(ctx, filter, limit + 1))
    : await keyedQuery(ctx, filter, limit + 1).execute();
  return paged(rows, filter, limit);
}

function keyedQuery(ctx: Ctx, filter: ListFilter, limit: number) {
  return ordersQuery(ctx, filter, limit).select(KEYS);
}

/** Of one row more than a page has. */
function paged<Row extends OrderListRow>(
  found: Row[],
  filter: ListFilter,
  limit: number,
): { rows: Row[]; next: ListCursor | null } {
  if (found.length <= limit) return { rows: found, next: null };
  found.length = limit;
  const last = found[limit - 1];
  return { rows: found, next: last ? cursorAfter(last, filter) : null };
}

async function readRows(ctx: Ctx, filter: ListFilter, limit: number): Promise<OrderListRow[]> {
  if (!isPlain(filter)) return await ordersQuery(ctx, filter, limit).execute();
  return await plainLists(filter)(ctx, plainValues(ctx, filter, limit));
}

/** By age alone. */
function isPlain({ q, from, to, overdue, claims, stale, sort }: ListFilter): boolean {
  return q.trim() === "" && !from && !to && !overdue && !claims && stale === null && sort === "newest";
}

type PlainValues = {
  before: number;
  limit: number;
  status: OrderStatus | null;
  technician: string | null;
  branch: string | null;
};

function plainValues({ actor }: Ctx, filter: ListFilter, limit: number): PlainValues {
  const { cursor, status, mine, branch } = filter;
  const technician = mine ? actor.id ?? "" : filter.technician;
  return { before: cursor?.seq ?? NEWEST, limit, status, technician, branch };
}

const plainLists = compiledLists(ordersQuery);
const keyedLists = compiledLists(keyedQuery);

/** The list by age alone, asked for most: compiled once for each combination of what it is narrowed to. */
function compiledLists<Row>(
  queryOf: (ctx: Ctx, filter: ListFilter, limit: number) => { compile(): CompiledQuery<Row> },
) {
  const known = new Map<string, (ctx: Ctx, values: PlainValues) => Promise<Row[]>>();
  return ({ status, group, technician, mine, branch }: ListFilter) => {
    const narrowed = {
      status: status !== null,
      group,
      technician: !mine && (technician === null || technician === "none") ? technician : "one",
      branch: branch !== null,
    };
    const key = JSON.stringify(narrowed);
    const list = known.get(key) ?? prepared((ctx: Ctx, at: PlainValues) =>
      queryOf(ctx, {
        ...EVERYTHING,
        status: narrowed.status ? at.status : null,
        group,
        technician: narrowed.technician === "one" ? at.technician : narrowed.technician,
        branch: narrowed.branch ? at.branch : null,
        cursor: { value: null, seq: at.before },
      }, at.limit)
    );
    known.set(key, list);
    return list;
  };
}

/** One joined query with named columns. The first condition of each shape is what its index serves. */
export function ordersQuery(ctx: Ctx, filter: ListFilter, limit: number) {
  return ordered(joined(ctx.db), ctx, { filter, limit }).limit(limit);
}

function joined(db: Db) {
  return db.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .leftJoin("user", "user.id", "order.technician_id")
    .select(LISTED);
}

type Joined = ReturnType<typeof joined>;
type Conditions = ExpressionBuilder<Schema, "order">;

interface Shape {
  filter: ListFilter;
  limit: number;
}

/** Beyond every `seq`: the first page is a search like the others. */
const NEWEST = Number.MAX_SAFE_INTEGER;

function ordered(
  query: Joined,
  ctx: Ctx,
  { filter, limit }: Shape,
): Joined {
  const before = filter.cursor?.seq ?? NEWEST;
  if (filter.q.trim() !== "") {
    const contacts = seesContacts(ctx.actor);
    const searched = matches(query, {
      flavour: ctx.flavour,
      table: "order",
      contacts,
      text: filter.q,
      before,
    });
    return searched.where((q) => allOf(q, ctx, filter));
  }
  if (filter.from || filter.to) return byDay(query, ctx, filter);
  const statuses = shownStatuses(filter);
  const column = sortColumn(filter);
  if (column !== "seq") {
    // Whatever is overdue is open, so that its own index leads straight to it.
    const first = column === "overdue_at"
      ? soonestFirst(seqsOf(ctx.db, ctx, filter), { filter, column }).limit(limit)
      : firstOfEach(ctx, { filter, limit, column }, statuses ?? []);
    return query.where("order.seq", "in", first)
      .orderBy(`order.${column}`).orderBy("order.seq");
  }
  // Claims are few, and their own index leads to them.
  if (statuses && statuses.length > 1 && !filter.claims) {
    return query.where("order.seq", "in", firstOfEach(ctx, { filter, limit, column: "seq" }, statuses))
      .orderBy("order.seq", "desc");
  }
  return query.where((q) => allOf(q, ctx, filter)).where("order.seq", "<", before).orderBy(
    "order.seq",
    "desc",
  );
}

type InstantColumn = "promised_at" | "status_since" | "overdue_at";

/** By what a list is sorted whose first rows are the latest ones or those that have waited longest. */
function sortColumn({ sort, overdue, stale }: ListFilter): InstantColumn | "seq" {
  if (sort === "promised") return "promised_at";
  if (sort === "oldest" || stale !== null) return "status_since";
  return overdue ? "overdue_at" : "seq";
}

/** The first of each status, found on its index, so that what lies between the few that match is never read. */
function firstOfEach(
  ctx: Ctx,
  { filter, limit, column }: Shape & { column: InstantColumn | "seq" },
  statuses: readonly OrderStatus[],
) {
  const [first, ...others] = statuses.map((status) =>
    ctx.db.selectFrom((q) =>
      seqsOf(q, ctx, { ...filter, status, group: null })
        .$call((orders) =>
          column === "seq" ? newestFirst(orders, filter) : soonestFirst(orders, { filter, column })
        )
        .limit(limit).as("first")
    ).select("first.seq")
  );
  if (!first) throw new RangeError("a list of no status");
  return others.reduce((all, one) => all.unionAll(one), first);
}

function seqsOf(db: Pick<Db, "selectFrom">, ctx: Ctx, filter: ListFilter): Seqs {
  return db.selectFrom("order").select("order.seq").where((q) => allOf(q, ctx, filter));
}

type Seqs = SelectQueryBuilder<Schema, "order", { seq: number }>;

function newestFirst(orders: Seqs, { cursor }: ListFilter): Seqs {
  return orders.where("order.seq", "<", cursor?.seq ?? NEWEST).orderBy("order.seq", "desc");
}

/** By the instant in a column, earliest first; those without one are left out. */
function soonestFirst(
  orders: Seqs,
  { filter: { cursor }, column }: { filter: ListFilter; column: InstantColumn },
): Seqs {
  const from = cursor?.value ?? 0;
  return orders.where(`order.${column}`, ">=", from)
    .$if(
      cursor !== null,
      (q) =>
        q.where(
          sql<boolean>`(${sql.ref(`order.${column}`)}, ${sql.ref("order.seq")}) > (${from}, ${
            cursor?.seq ?? 0
          })`,
        ),
    )
    .orderBy(`order.${column}`).orderBy("order.seq");
}

function byDay(
  query: Joined,
  ctx: Ctx,
  filter: ListFilter,
): Joined {
  const { cursor, from, to } = filter;
  const zone = zoneOf(ctx, filter);
  const last = to ? dayStart(nextDay(to), zone) - 1 : NEWEST;
  return query
    .where("order.received_at", "<=", Math.min(last, cursor?.value ?? NEWEST))
    .where("order.received_at", ">=", from ? dayStart(from, zone) : 0)
    .where((q) => allOf(q, ctx, filter))
    .$if(
      cursor !== null,
      (q) =>
        q.where(
          sql<boolean>`(${sql.ref("order.received_at")}, ${sql.ref("order.seq")}) < (${cursor?.value ?? 0}, ${
            cursor?.seq ?? 0
          })`,
        ),
    )
    .orderBy("order.received_at", "desc").orderBy("order.seq", "desc");
}

/** Everything that a row must be, whatever it is sorted by. */
function allOf(q: Conditions, ctx: Ctx, filter: ListFilter) {
  const { technician, mine, branch } = filter;
  const statuses = shownStatuses(filter);
  const conditions = [];
  if (mine) conditions.push(q("order.technician_id", "=", ctx.actor.id ?? ""));
  if (technician === "none") conditions.push(q("order.technician_id", "is", null));
  else if (technician) conditions.push(q("order.technician_id", "=", technician));
  if (branch) conditions.push(q("order.branch_id", "=", branch));
  if (statuses?.length === 1 && statuses[0]) conditions.push(q("order.status", "=", statuses[0]));
  else if (statuses) conditions.push(q("order.status", "in", [...statuses]));
  if (filter.claims) conditions.push(q("order.warranty_of_order_id", "is not", null));
  if (filter.overdue) conditions.push(q("order.overdue_at", "<", ctx.now));
  if (filter.stale === "set") conditions.push(standingStill(q, ctx, statuses ?? OPEN_STATUSES));
  else if (filter.stale !== null) conditions.push(untouched(q, ctx.now - filter.stale * DAY));
  return q.and(conditions);
}

/** Untouched for longer than the shop has set for the group of its status. */
function standingStill(q: Conditions, ctx: Ctx, statuses: readonly OrderStatus[]) {
  const days = ctx.shop.settings.stale_days;
  return q.or(STALE_GROUPS.flatMap((group) => {
    const ofGroup = statuses.filter((status) => STATUS_GROUP[status] === group);
    const limit = days[group];
    if (limit === undefined || ofGroup.length === 0) return [];
    return [q.and([q("order.status", "in", ofGroup), untouched(q, ctx.now - limit * DAY)])];
  }));
}

/** Nobody has done anything about it since: neither moved it nor noted, charged, told or printed anything. */
function untouched(q: Conditions, since: number) {
  const touched = q.selectFrom("order_event").select("order_event.id")
    .whereRef("order_event.order_id", "=", "order.id")
    .where("order_event.id", ">", idFloor(since)).where("order_event.actor_kind", "in", [...PEOPLE]);
  return q.and([q("order.status_since", "<", since), q.not(q.exists(touched))]);
}

/** What programs write by themselves is no movement of an order. */
const PEOPLE = ["user", "client", "token"] as const;

function cursorAfter(row: OrderListRow, filter: ListFilter): ListCursor {
  const { seq } = row;
  if (filter.q.trim() !== "") return { value: null, seq };
  if (filter.from || filter.to) return { value: row.received_at, seq };
  const column = sortColumn(filter);
  return { value: column === "seq" ? null : row[column], seq };
}

/** Days are the branch's own, or the shop's where no branch is chosen. */
function zoneOf({ shop }: Ctx, { branch }: ListFilter): string {
  const own = shop.branches.find((one) => one.id === branch)?.timeZone;
  return own ?? shop.organization?.timeZone ?? shop.branches[0]?.timeZone ?? "UTC";
}
