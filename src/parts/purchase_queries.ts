import { sql } from "kysely";
import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import type { PartUnit } from "./part.ts";
import { beyond, lowParts, partsIn } from "./queries.ts";

export interface PurchaseHead {
  seq: number;
  id: string;
  supplier: string;
  note: string;
  ordered_at: number | null;
  closed_at: number | null;
  created_at: number;
  by: string;
  version: number;
}

export interface PurchaseListRow extends PurchaseHead {
  lines: number;
}

export const PURCHASES_PER_PAGE = 30;

/** The purchases of a branch, newest first, older than the `seq` of `after`. */
export async function listPurchases(
  ctx: Ctx,
  branchId: string,
  after?: number,
  { limit = PURCHASES_PER_PAGE, open = false } = {},
): Promise<{ rows: PurchaseListRow[]; next: number | null }> {
  const rows = await purchaseQuery(ctx, branchId, after)
    .$if(open, (q) => q.where("purchase_list.closed_at", "is", null)).limit(limit + 1).execute();
  const shown = rows.slice(0, limit).map((row) => ({ ...row, lines: Number(row.lines) }));
  return { rows: shown, next: rows.length > shown.length ? shown.at(-1)?.seq ?? null : null };
}

export function purchaseQuery(ctx: Ctx, branchId: string, after?: number) {
  return heads(ctx)
    .select((q) =>
      q.selectFrom("purchase_line").select((line) => line.fn.countAll<number>().as("lines"))
        .whereRef("purchase_line.list_id", "=", "purchase_list.id").$asScalar().$notNull().as("lines")
    )
    .where("purchase_list.branch_id", "=", branchId)
    .$if(after !== undefined, (q) => q.where("purchase_list.seq", "<", after ?? 0))
    .orderBy("purchase_list.seq", "desc").limit(PURCHASES_PER_PAGE + 1);
}

const MOST_OPEN = 50;

/** Those that can still take lines, newest first. */
export async function openPurchases(ctx: Ctx, branchId: string): Promise<PurchaseHead[]> {
  return await openPurchaseQuery(ctx, branchId).execute();
}

export function openPurchaseQuery(ctx: Ctx, branchId: string) {
  return heads(ctx).where("purchase_list.branch_id", "=", branchId)
    .where("purchase_list.closed_at", "is", null).orderBy("purchase_list.seq", "desc").limit(MOST_OPEN);
}

export interface PurchaseLineRow {
  id: string;
  part_id: string;
  sku: string;
  name: string;
  unit: PartUnit;
  serialised: number;
  ordered: number;
  received: number;
}

export interface Purchase extends PurchaseHead {
  lines: PurchaseLineRow[];
}

/** @throws AppError not_found, also for one of another branch */
export async function getPurchase(ctx: Ctx, id: string, branchId: string): Promise<Purchase> {
  const [head, lines] = await Promise.all([
    heads(ctx).where("purchase_list.id", "=", id).where("purchase_list.branch_id", "=", branchId)
      .executeTakeFirst(),
    linesOfPurchases(ctx, [id]),
  ]);
  if (!head) throw notFound();
  return { ...head, lines };
}

/** Of these purchases, by the names of their parts. */
export async function linesOfPurchases(
  ctx: Ctx,
  ids: readonly string[],
): Promise<(PurchaseLineRow & { list_id: string })[]> {
  if (ids.length === 0) return [];
  return await ctx.db.selectFrom("purchase_line").innerJoin("part", "part.id", "purchase_line.part_id")
    .select(["purchase_line.id", "purchase_line.list_id", "purchase_line.part_id", "part.sku", "part.name"])
    .select(["part.unit", "part.serialised", "purchase_line.ordered", "purchase_line.received"])
    .where("purchase_line.list_id", "in", ids).orderBy("part.name_fold").orderBy("purchase_line.id")
    .execute();
}

/** A part that the branch has too few of; quantities in thousandths. */
export interface ReplenishRow {
  seq: number;
  id: string;
  sku: string;
  name: string;
  unit: PartUnit;
  available: number;
  minimum: number;
  /** What orders wait for, and what open purchases are to bring. */
  needed: number;
  coming: number;
  /** How much to order so that both are met. */
  suggested: number;
}

export const MOST_TO_REPLENISH = 100;

/** Below its minimum, or missing for an order. */
export async function partsToReplenish(
  ctx: Ctx,
  branchId: string,
  { after, limit = MOST_TO_REPLENISH }: { after?: number; limit?: number } = {},
): Promise<{ rows: ReplenishRow[]; more: boolean }> {
  const rows = await replenishQuery(ctx, branchId)
    .$if(after !== undefined, (q) => q.where(beyond(after ?? 0, true))).limit(limit + 1).execute();
  const shown = rows.slice(0, limit).map((row): ReplenishRow => {
    const available = (row.on_hand ?? 0) - (row.reserved ?? 0);
    const [minimum, needed, coming] = [row.minimum ?? 0, Number(row.needed), Number(row.coming)];
    const { seq, id, sku, name, unit } = row;
    const suggested = Math.max(0, minimum + needed - available - coming);
    return { seq, id, sku, name, unit, available, minimum, needed, coming, suggested };
  });
  return { rows: shown, more: rows.length > shown.length };
}

export function replenishQuery(ctx: Ctx, branchId: string) {
  const short = ctx.db.selectFrom("order_part").select("order_part.part_id")
    .where("order_part.branch_id", "=", branchId)
    .where(sql<boolean>`wanted > used + reserved`);
  return partsIn(ctx, branchId)
    .select((q) => [
      q.selectFrom("order_part")
        .select((line) =>
          line.fn.coalesce(line.fn.sum<number>(sql`wanted - used - reserved`), line.val(0)).as("needed")
        )
        .whereRef("order_part.part_id", "=", "part.id").where("order_part.branch_id", "=", branchId)
        .where(sql<boolean>`wanted > used + reserved`).$asScalar().$notNull().as("needed"),
      q.selectFrom("purchase_line").innerJoin("purchase_list", "purchase_list.id", "purchase_line.list_id")
        .select((line) =>
          line.fn.coalesce(
            line.fn.sum<number>(sql`purchase_line.ordered - purchase_line.received`),
            line.val(0),
          )
            .as("coming")
        )
        .whereRef("purchase_line.part_id", "=", "part.id").where("purchase_list.branch_id", "=", branchId)
        .where("purchase_list.closed_at", "is", null).$asScalar().$notNull().as("coming"),
    ])
    .where("part.active", "=", 1)
    .where("part.id", "in", lowParts(ctx, branchId).union(short))
    .orderBy("part.name_fold").orderBy("part.seq").limit(MOST_TO_REPLENISH + 1);
}

function heads(ctx: Ctx) {
  return ctx.db.selectFrom("purchase_list").innerJoin("user", "user.id", "purchase_list.created_by")
    .select(["purchase_list.seq", "purchase_list.id", "purchase_list.supplier", "purchase_list.note"])
    .select(["purchase_list.ordered_at", "purchase_list.closed_at", "purchase_list.created_at"])
    .select(["purchase_list.version", "user.name as by"]);
}
