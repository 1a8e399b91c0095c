import { sql } from "kysely";
import type { Ctx } from "../context.ts";
import type { OrderStatus } from "../orders/status.ts";
import type { MoveKind } from "./stock.ts";

/** One move of a part as its page tells it; quantities in thousandths. */
export interface MoveRow {
  id: string;
  kind: MoveKind;
  on_hand_change: number;
  reserved_change: number;
  reason: string;
  note: string;
  actor: string;
  at: number;
  branch: string;
  order: string | null;
  serial: string | null;
  supplier: string | null;
}

export const MOVES_PER_PAGE = 30;

/** The part's moves, newest first, older than the id of `before`. */
export async function partMoves(
  ctx: Ctx,
  partId: string,
  { before, limit = MOVES_PER_PAGE }: { before: string | null; limit?: number },
): Promise<{ rows: MoveRow[]; next: string | null }> {
  const rows = await moveQuery(ctx, partId, before).limit(limit + 1).execute();
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > shown.length ? shown.at(-1)?.id ?? null : null };
}

export function moveQuery(ctx: Ctx, partId: string, before: string | null) {
  return ctx.db.selectFrom("stock_move")
    .innerJoin("branch", "branch.id", "stock_move.branch_id")
    .leftJoin("order", "order.id", "stock_move.order_id")
    .leftJoin("part_unit", "part_unit.id", "stock_move.part_unit_id")
    .leftJoin("purchase_line", "purchase_line.id", "stock_move.purchase_line_id")
    .leftJoin("purchase_list", "purchase_list.id", "purchase_line.list_id")
    .select(["stock_move.id", "stock_move.kind", "stock_move.on_hand_change", "stock_move.reserved_change"])
    .select(["stock_move.reason", "stock_move.note", "stock_move.actor_name as actor", "stock_move.at"])
    .select(["branch.name as branch", "order.number as order", "part_unit.serial"])
    .select("purchase_list.supplier")
    .where("stock_move.part_id", "=", partId)
    .$if(before !== null, (q) => q.where("stock_move.id", "<", before ?? ""))
    .orderBy("stock_move.id", "desc");
}

export const UNITS_SHOWN = 100;

export interface UnitRow {
  serial: string;
  branch: string;
}

/** The pieces that lie somewhere, the oldest first; a hundred are told, the rest only counted up to a thousand. */
export async function partUnits(ctx: Ctx, partId: string): Promise<{ rows: UnitRow[]; more: number }> {
  const rows = await unitQuery(ctx, partId).execute();
  return { rows: rows.slice(0, UNITS_SHOWN), more: Math.max(0, rows.length - UNITS_SHOWN) };
}

export function unitQuery(ctx: Ctx, partId: string) {
  return ctx.db.selectFrom("part_unit").innerJoin("branch", "branch.id", "part_unit.branch_id")
    .select(["part_unit.serial", "branch.name as branch"])
    .where("part_unit.part_id", "=", partId).where("part_unit.state", "=", "in_stock")
    .orderBy("part_unit.id").limit(1_000);
}

/** An order that has some of the part put aside, or waits for it. */
export interface HolderRow {
  number: string;
  status: OrderStatus;
  branchId: string;
  reserved: number;
  missing: number;
}

const MOST_HOLDERS = 50;

/** In one branch; two queries in one, each by an index of its own. */
export async function partHolders(
  ctx: Ctx,
  place: { partId: string; branchId: string },
): Promise<HolderRow[]> {
  const rows = await holderQuery(ctx, place).execute();
  return rows.map(({ wanted, used, ...row }) => ({ ...row, missing: wanted - used - row.reserved }));
}

export function holderQuery(ctx: Ctx, { partId, branchId }: { partId: string; branchId: string }) {
  const held = lines(ctx).where("branch_id", "=", branchId).where("part_id", "=", partId)
    .where(sql<boolean>`reserved > 0`);
  const short = lines(ctx).where("branch_id", "=", branchId).where("part_id", "=", partId)
    .where(sql<boolean>`wanted > used + reserved`);
  return ctx.db.selectFrom("order_part").innerJoin("order", "order.id", "order_part.order_id")
    .select(["order.number", "order.status", "order_part.branch_id as branchId", "order_part.reserved"])
    .select(["order_part.wanted", "order_part.used"])
    .where("order_part.id", "in", held.union(short))
    .orderBy("order.number").limit(MOST_HOLDERS);
}

function lines(ctx: Ctx) {
  return ctx.db.selectFrom("order_part").select("order_part.id");
}

/** What open purchases are to bring. */
export interface ComingRow {
  listId: string;
  supplier: string;
  outstanding: number;
}

export async function partComing(
  ctx: Ctx,
  place: { partId: string; branchId: string },
): Promise<ComingRow[]> {
  return await comingQuery(ctx, place).execute();
}

export function comingQuery(ctx: Ctx, { partId, branchId }: { partId: string; branchId: string }) {
  return ctx.db.selectFrom("purchase_line")
    .innerJoin("purchase_list", "purchase_list.id", "purchase_line.list_id")
    .select(["purchase_list.id as listId", "purchase_list.supplier"])
    .select((q) => q("purchase_line.ordered", "-", q.ref("purchase_line.received")).as("outstanding"))
    .where("purchase_line.part_id", "=", partId).where("purchase_list.branch_id", "=", branchId)
    .where("purchase_list.closed_at", "is", null)
    .whereRef("purchase_line.received", "<", "purchase_line.ordered")
    .orderBy("purchase_line.id", "desc").limit(20);
}
