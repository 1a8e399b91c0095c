import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import { type SlipFilter, VIEW_STATE } from "./filter.ts";
import { type SlipState, unusedSince } from "./slip.ts";

export const PAGE_ROWS = 50;

export interface Slip {
  seq: number;
  id: string;
  number: string;
  state: SlipState;
  batchId: string;
  branchId: string;
  reservedAt: number;
  reservedBy: string;
  /** Number of the order that took it: its own. */
  order: string | null;
  settledAt: number | null;
  settledBy: string;
  /** Why it is void. */
  reason: string;
}

export function slipRows(db: Db) {
  return db.selectFrom("slip").innerJoin("slip_batch", "slip_batch.id", "slip.batch_id")
    .leftJoin("order", "order.id", "slip.order_id")
    .select(["slip.seq", "slip.id", "slip.number", "slip.state", "slip.batch_id as batchId"])
    .select(["slip.branch_id as branchId", "slip.created_at as reservedAt", "order.number as order"])
    .select(["slip_batch.created_by_name as reservedBy", "slip.settled_at as settledAt"])
    .select(["slip.settled_by_name as settledBy", "slip.void_reason as reason"]);
}

/** The slip of a whole number; of any branch, as the orders are. */
export async function slipNumbered(db: Db, number: string): Promise<Slip | undefined> {
  return await slipRows(db).where("slip.number", "=", number).executeTakeFirst();
}

export interface SlipPage {
  rows: Slip[];
  /** `seq` before which the next page begins, null on the last one. */
  next: number | null;
}

/** Single slips of a branch, newest first; those open for too long with the oldest first. */
export async function listSlips(
  ctx: Ctx,
  branchId: string,
  filter: SlipFilter,
  limit = PAGE_ROWS,
): Promise<SlipPage> {
  return paged(await slipList(ctx, branchId, filter).limit(limit + 1).execute(), limit);
}

/** The query of a page, for the planner's test too; of batches, that of their slips. */
export function slipList(ctx: Ctx, branchId: string, { view, before }: SlipFilter) {
  const old = view === "old";
  const state = view === "batches" ? null : VIEW_STATE[view];
  const days = ctx.shop.settings.slip_open_days;
  return slipRows(ctx.db).where("slip.branch_id", "=", branchId)
    .$if(state !== null, (q) => q.where("slip.state", "=", state ?? "open"))
    .$if(old, (q) => q.where("slip.created_at", "<", unusedSince(ctx.now, days)))
    .$if(before !== null, (q) => q.where("slip.seq", old ? ">" : "<", before ?? 0))
    .orderBy("slip.seq", old ? "asc" : "desc");
}

/** How a batch stands. `printed` counts the slips of which a printer has confirmed a label, `asked` those it was asked for. */
export interface SlipCounts {
  open: number;
  used: number;
  void: number;
  asked: number;
  printed: number;
}

export interface SlipBatch {
  seq: number;
  id: string;
  branchId: string;
  first: string;
  last: string;
  slips: number;
  reservedAt: number;
  reservedBy: string;
  counts: SlipCounts;
}

/** Batches of a branch, newest first. */
export async function listBatches(
  ctx: Ctx,
  branchId: string,
  { before }: Pick<SlipFilter, "before">,
  limit = PAGE_ROWS,
): Promise<{ rows: SlipBatch[]; next: number | null }> {
  const batches = await batchList(ctx, branchId, before).limit(limit + 1).execute();
  return paged(await counted(ctx.db, batches), limit);
}

/** The query of a page, for the planner's test too. */
export function batchList(ctx: Ctx, branchId: string, before: number | null) {
  return batchRows(ctx.db).where("branch_id", "=", branchId)
    .$if(before !== null, (q) => q.where("seq", "<", before ?? 0)).orderBy("seq", "desc");
}

export interface BatchDetail {
  batch: SlipBatch;
  slips: (Slip & { label: "asked" | "printed" | null })[];
}

/** @throws AppError not_found */
export async function readBatch(ctx: Ctx, id: string): Promise<BatchDetail> {
  const [batch] = await counted(ctx.db, await batchRows(ctx.db).where("id", "=", id).execute());
  if (!batch) throw notFound();
  const slips = await slipRows(ctx.db).where("slip.batch_id", "=", id).orderBy("slip.seq").execute();
  const labels = await labelRows(ctx.db, [id]).execute();
  const known = new Map(
    labels.map((row) => [row.slipId, Number(row.printed) > 0 ? "printed" : "asked"] as const),
  );
  return { batch, slips: slips.map((slip) => ({ ...slip, label: known.get(slip.id) ?? null })) };
}

export interface UnusedSlips {
  open: number;
  /** Open for longer than the shop's setting. */
  old: number;
}

/** What the branch still has on paper. */
export async function unusedSlips(ctx: Ctx, branchId: string): Promise<UnusedSlips> {
  const { open, old } = await unusedCount(ctx, branchId).executeTakeFirstOrThrow();
  return { open: Number(open), old: Number(old ?? 0) };
}

export function unusedCount(ctx: Ctx, branchId: string) {
  const since = unusedSince(ctx.now, ctx.shop.settings.slip_open_days);
  return ctx.db.selectFrom("slip")
    .select((q) => [
      q.fn.countAll().as("open"),
      q.fn.sum(q.case().when("created_at", "<", since).then(1).else(0).end()).as("old"),
    ])
    .where("branch_id", "=", branchId).where("state", "=", "open");
}

function batchRows(db: Db) {
  return db.selectFrom("slip_batch")
    .select(["seq", "id", "branch_id as branchId", "first_number as first", "last_number as last", "slips"])
    .select(["created_at as reservedAt", "created_by_name as reservedBy"]);
}

async function counted(db: Db, batches: Omit<SlipBatch, "counts">[]): Promise<SlipBatch[]> {
  if (batches.length === 0) return [];
  const ids = batches.map(({ id }) => id);
  const [states, labels] = await Promise.all([
    db.selectFrom("slip").select((q) => ["batch_id as batchId", "state", q.fn.countAll().as("slips")])
      .where("batch_id", "in", ids).groupBy(["batch_id", "state"]).execute(),
    labelRows(db, ids).execute(),
  ]);
  return batches.map((batch) => {
    const counts: SlipCounts = { open: 0, used: 0, void: 0, asked: 0, printed: 0 };
    for (const row of states) if (row.batchId === batch.id) counts[row.state] = Number(row.slips);
    for (const row of labels.filter(({ batchId }) => batchId === batch.id)) {
      counts.asked++;
      if (Number(row.printed) > 0) counts.printed++;
    }
    return { ...batch, counts };
  });
}

/** The slips of which labels were asked for, each with how many have come out. */
export function labelRows(db: Db, batchIds: readonly string[]) {
  return db.selectFrom("slip").innerJoin("print_job", "print_job.slip_id", "slip.id")
    .select((q) => [
      "slip.batch_id as batchId",
      "slip.id as slipId",
      q.fn.sum(q.case().when("print_job.state", "in", ["printed", "sent"]).then(1).else(0).end()).as(
        "printed",
      ),
    ])
    .where("slip.batch_id", "in", batchIds).groupBy(["slip.batch_id", "slip.id"]);
}

function paged<Row extends { seq: number }>(
  found: Row[],
  limit: number,
): { rows: Row[]; next: number | null } {
  const rows = found.slice(0, limit);
  return { rows, next: found.length > rows.length ? rows.at(-1)?.seq ?? null : null };
}
