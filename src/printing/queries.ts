import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import {
  eventRows,
  eventView,
  evidenceOf,
  type JobRow,
  jobRows,
  jobView,
  type PrintEvidence,
  type PrintJobFact,
  type PrintJobView,
} from "./job_views.ts";
import { type JobFilter, NEEDS_STAFF, type PrintJobState, UNFINISHED } from "./print_job.ts";

/** The latest labels of an order, newest first. */
export async function jobsOfOrder(ctx: Ctx, orderId: string): Promise<PrintJobView[]> {
  const rows = await orderJobRows(ctx.db, orderId).execute();
  return rows.map((row) => jobView(row, ctx.now));
}

export function orderJobRows(db: Db, orderId: string, limit = 20) {
  return jobRows(db).where("print_job.order_id", "=", orderId).orderBy("print_job.seq", "desc").limit(limit);
}

/** Everything that was ever printed for an order, newest first, each with what happened to it. */
export async function printHistoryOfOrder(ctx: Ctx, orderId: string): Promise<PrintHistoryEntry[]> {
  const rows = await orderJobRows(ctx.db, orderId, 200).execute();
  const events = await eventRows(ctx.db, rows.map((row) => row.id)).execute();
  return rows.map((row) => ({
    job: jobView(row, ctx.now),
    events: events.filter((event) => event.print_job_id === row.id).map(eventView),
  }));
}

export interface PrintHistoryEntry {
  job: PrintJobView;
  events: PrintJobFact[];
}

/** One page of what a printer was given, newest first. */
export async function jobsOfPrinter(
  ctx: Ctx,
  printerId: string,
  before: number | null = null,
): Promise<{ jobs: PrintJobView[]; before: number | null }> {
  const rows = await printerJobRows(ctx.db, printerId, before).execute();
  return paged(ctx, rows);
}

export function printerJobRows(db: Db, printerId: string, before: number | null) {
  return jobRows(db).where("print_job.printer_id", "=", printerId)
    .$if(before !== null, (q) => q.where("print_job.seq", "<", before ?? 0))
    .orderBy("print_job.seq", "desc").limit(PAGE + 1);
}

/** What needs a person in a branch, the oldest first. */
export async function attentionOfBranch(ctx: Ctx, branchId: string): Promise<PrintJobView[]> {
  const rows = await attentionRows(ctx.db).where("print_job.branch_id", "=", branchId)
    .orderBy("print_job.seq").limit(PAGE).execute();
  return rows.map((row) => jobView(row, ctx.now));
}

export function attentionRows(db: Db) {
  return jobRows(db).where("print_job.state", "in", NEEDS_STAFF).where("print_job.settled_at", "is", null);
}

function paged(ctx: Ctx, rows: JobRow[]): { jobs: PrintJobView[]; before: number | null } {
  const shown = rows.slice(0, PAGE);
  return {
    jobs: shown.map((row) => jobView(row, ctx.now)),
    before: rows.length > PAGE ? shown.at(-1)?.seq ?? null : null,
  };
}

const DONE = ["printed", "sent", "cancelled"] as const;
const PAGE = 50;

export interface PrintJobList {
  jobs: PrintJobView[];
  /** For the next page. */
  before: number | null;
  attention: number;
  waiting: number;
}

/** One page of the shop's labels, newest first. */
export async function printJobList(
  ctx: Ctx,
  { filter, before }: { filter: JobFilter; before: number | null },
): Promise<PrintJobList> {
  const rows = await listRows(ctx.db, { filter, before }).execute();
  const counts = await ctx.db.selectFrom("print_job")
    .select((q) => ["state", q.fn.countAll<number>().as("jobs")])
    .where("state", "in", [...NEEDS_STAFF, ...UNFINISHED]).where("settled_at", "is", null).groupBy("state")
    .execute();
  const count = (states: readonly PrintJobState[]) =>
    counts.filter((row) => states.includes(row.state)).reduce((sum, row) => sum + Number(row.jobs), 0);
  return { ...paged(ctx, rows), attention: count(NEEDS_STAFF), waiting: count(UNFINISHED) };
}

export function listRows(
  db: Db,
  { filter, before }: { filter: JobFilter; before: number | null },
  limit = PAGE,
) {
  const rows = filter === "attention" ? attentionRows(db) : jobRows(db);
  return rows
    .$if(filter === "waiting", (q) => q.where("print_job.state", "in", UNFINISHED))
    .$if(
      filter === "done",
      (q) =>
        q.where((where) =>
          where.or([where("print_job.state", "in", DONE), where("print_job.settled_at", "is not", null)])
        ),
    )
    .where("print_job.seq", "<", before ?? Number.MAX_SAFE_INTEGER)
    .orderBy("print_job.seq", "desc").limit(limit + 1);
}

export interface PrintJobStory extends PrintHistoryEntry {
  evidence: PrintEvidence | null;
  /** What repeats it, oldest first. */
  reprints: { id: string; state: PrintJobState; createdAt: number }[];
}

/** @throws AppError not_found */
export async function printJobStory(ctx: Ctx, id: string): Promise<PrintJobStory> {
  const row = await jobRows(ctx.db).select("print_job.evidence_json").where("print_job.id", "=", id)
    .executeTakeFirst();
  if (!row) throw notFound();
  const events = await eventRows(ctx.db, [id]).execute();
  const reprints = await ctx.db.selectFrom("print_job").select(["id", "state", "created_at as createdAt"])
    .where("reprint_of", "=", id).orderBy("seq").limit(50).execute();
  return {
    job: jobView(row, ctx.now),
    events: events.map(eventView),
    evidence: evidenceOf(row.evidence_json),
    reprints,
  };
}

/** The label's picture; with a number only that order's. @throws AppError not_found */
export async function labelPicture(
  db: Db,
  id: string,
  number: string | null = null,
): Promise<{ svg: string; template: string }> {
  const row = await db.selectFrom("print_job").leftJoin("order", "order.id", "print_job.order_id")
    .select(["print_job.svg", "print_job.template"]).where("print_job.id", "=", id)
    .$if(number !== null, (q) => q.where("order.number", "=", number)).executeTakeFirst();
  if (!row) throw notFound();
  return row;
}

/** @throws AppError not_found for a job of another branch */
export async function requireJobOfBranch(db: Db, id: string, branchId: string): Promise<void> {
  const row = await db.selectFrom("print_job").select("id").where("id", "=", id)
    .where("branch_id", "=", branchId).executeTakeFirst();
  if (!row) throw notFound();
}

/** The order's id, when the job is one of its labels or no job is named. @throws AppError not_found */
export async function labelledOrder(
  db: Db,
  number: string,
  jobId: string | null = null,
): Promise<{ id: string }> {
  const row = await db.selectFrom("order").select("order.id").where("order.number", "=", number)
    .$if(
      jobId !== null,
      (q) =>
        q.innerJoin("print_job", "print_job.order_id", "order.id").where("print_job.id", "=", jobId ?? ""),
    )
    .executeTakeFirst();
  if (!row) throw notFound();
  return row;
}
