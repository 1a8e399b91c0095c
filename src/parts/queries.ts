import { sql } from "kysely";
import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { matches } from "../db/search.ts";
import { notFound } from "../lib/app_error.ts";
import { fold } from "../lib/fold.ts";
import type { PartFilter } from "./filter.ts";
import type { PartUnit } from "./part.ts";

export interface PartRow {
  seq: number;
  id: string;
  sku: string;
  name: string;
  category: string;
  unit: PartUnit;
  price_minor: number;
  currency: string;
  /** Thousandths, in the branch asked for; null where the part never lay. */
  on_hand: number | null;
  reserved: number | null;
  minimum: number | null;
  /** Code of the shelf. */
  location: string | null;
}

/** One page of a keyset list; the cursors are null where the list ends. */
export interface Page<Row> {
  rows: Row[];
  previous: number | null;
  next: number | null;
}

export const PARTS_PER_PAGE = 50;

/** The catalogue with what one branch has of it. */
export async function listParts(
  ctx: Ctx,
  filter: PartFilter,
  branchId: string,
  perPage = PARTS_PER_PAGE,
): Promise<Page<PartRow>> {
  if (filter.q.trim() !== "" && fold(filter.q) === "") return { rows: [], previous: null, next: null };
  const backwards = filter.before !== undefined;
  const rows = await partList(ctx, filter, branchId).limit(perPage + 1).execute();
  const more = rows.length > perPage;
  const shown = rows.slice(0, perPage);
  if (backwards) shown.reverse();
  const hasPrevious = backwards ? more : filter.after !== undefined;
  const hasNext = backwards || more;
  return {
    rows: shown,
    previous: hasPrevious ? shown[0]?.seq ?? null : null,
    next: hasNext ? shown.at(-1)?.seq ?? null : null,
  };
}

/** The query of a page, for the planner's test too. */
export function partList(ctx: Ctx, filter: PartFilter, branchId: string) {
  const { q, category, show, sort, after, before } = filter;
  const parts = partsIn(ctx, branchId)
    .where("part.active", "=", show === "inactive" ? 0 : 1)
    .$if(category !== "", (query) => query.where("part.category", "=", category))
    .$if(show === "low", (query) => query.where("part.id", "in", lowParts(ctx, branchId)));
  if (q.trim() !== "" || sort === "newest") {
    return parts.$call((query) =>
      matches(query, { flavour: ctx.flavour, table: "part", text: q, before: after })
    );
  }
  const ascending = before === undefined;
  const end = before ?? after;
  const direction = ascending ? "asc" : "desc";
  return parts.$if(end !== undefined, (query) => query.where(beyond(end ?? 0, ascending)))
    .orderBy("part.name_fold", direction).orderBy("part.seq", direction);
}

/** Fewer of them can be taken than the branch wants to have. */
export function lowParts(ctx: Ctx, branchId: string) {
  return ctx.db.selectFrom("stock_balance").select("part_id").where("branch_id", "=", branchId)
    .where(sql<boolean>`minimum > on_hand - reserved`);
}

const MOST_COUNTED = 100;

/** How many parts are low, a hundred at most. */
export async function countLow(ctx: Ctx, branchId: string): Promise<number> {
  const rows = await lowParts(ctx, branchId).limit(MOST_COUNTED).execute();
  return rows.length;
}

const MOST_CATEGORIES = 200;

/** Those in use, by name. */
export async function categories(ctx: Ctx): Promise<string[]> {
  const rows = await categoryQuery(ctx).execute();
  return rows.map(({ category }) => category);
}

export function categoryQuery(ctx: Ctx) {
  return ctx.db.selectFrom("part").select("category").distinct().where("active", "=", 1)
    .where("category", "<>", "").orderBy("category").limit(MOST_CATEGORIES);
}

/** What the next part may be called, until somebody thinks of something better. */
export async function nextSku(ctx: Ctx): Promise<string> {
  const last = await ctx.db.selectFrom("part").select("seq").orderBy("seq", "desc").limit(1)
    .executeTakeFirst();
  return `R-${String((last?.seq ?? 0) + 1).padStart(5, "0")}`;
}

export interface PartDetail {
  id: string;
  sku: string;
  ean: string;
  name: string;
  description: string;
  category: string;
  unit: PartUnit;
  price_minor: number;
  currency: string;
  serialised: number;
  active: number;
  version: number;
  updated_at: number;
  models: string[];
  /** What one costs now; null when that is unknown, or not for whoever asks. */
  cost: { minor: number; at: number } | null;
  stock: BranchStock[];
}

export interface BranchStock {
  branchId: string;
  branch: string;
  on_hand: number;
  reserved: number;
  minimum: number;
  location: string;
}

/** @throws AppError not_found */
export async function getPart(ctx: Ctx, id: string): Promise<PartDetail> {
  const [part, models, cost, stock] = await Promise.all([
    ctx.db.selectFrom("part")
      .select(["id", "sku", "ean", "name", "description", "category", "unit", "price_minor", "currency"])
      .select(["serialised", "active", "version", "updated_at"])
      .where("id", "=", id).executeTakeFirst(),
    ctx.db.selectFrom("part_model").select("model").where("part_id", "=", id).orderBy("position").execute(),
    readCost(ctx, id),
    ctx.db.selectFrom("stock_balance").innerJoin("branch", "branch.id", "stock_balance.branch_id")
      .innerJoin("stock_location", "stock_location.id", "stock_balance.location_id")
      .select(["stock_balance.branch_id as branchId", "branch.name as branch", "stock_balance.on_hand"])
      .select(["stock_balance.reserved", "stock_balance.minimum", "stock_location.code as location"])
      .where("stock_balance.part_id", "=", id).orderBy("branch.code").execute(),
  ]);
  if (!part) throw notFound();
  return { ...part, models: models.map(({ model }) => model), cost, stock };
}

/** Never leaves the database for whoever may not see it. */
async function readCost({ db, actor }: Ctx, partId: string): Promise<PartDetail["cost"]> {
  if (!actorMay(actor, "costs.read")) return null;
  const row = await db.selectFrom("part_cost").select(["cost_minor as minor", "at"])
    .where("part_id", "=", partId).orderBy("id", "desc").limit(1).executeTakeFirst();
  return row ?? null;
}

/** Parts as lists and searches show them. */
export function partsIn(ctx: Ctx, branchId: string) {
  return ctx.db.selectFrom("part")
    .leftJoin(
      "stock_balance",
      (join) =>
        join.onRef("stock_balance.part_id", "=", "part.id").on("stock_balance.branch_id", "=", branchId),
    )
    .leftJoin("stock_location", "stock_location.id", "stock_balance.location_id")
    .select(["part.seq", "part.id", "part.sku", "part.name", "part.category", "part.unit"])
    .select(["part.price_minor", "part.currency", "stock_balance.on_hand", "stock_balance.reserved"])
    .select(["stock_balance.minimum", "stock_location.code as location"]);
}

export function beyond(seq: number, ascending: boolean) {
  const end = sql`(select last.name_fold, last.seq from part as last where last.seq = ${seq})`;
  return ascending
    ? sql<boolean>`(part.name_fold, part.seq) > ${end}`
    : sql<boolean>`(part.name_fold, part.seq) < ${end}`;
}
