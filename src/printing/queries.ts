import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import { type JobFilter, NEEDS_STAFF, type PrintJobState, UNFINISHED } from "./print_job.ts";
import { conditionOf, type PrinterCondition } from "./printer_queries.ts";

export interface PrintJobView {
  id: string;
  title: string;
  template: string;
  state: PrintJobState;
  reason: string;
  copies: number;
  attempts: number;
  offers: number;
  cancelRequested: boolean;
  settled: boolean;
  /** Staff asked the daemon to print it again and it has not answered yet. */
  reprintAsked: boolean;
  reprintOf: string | null;
  createdAt: number;
  createdBy: string;
  expiresAt: number;
  updatedAt: number;
  orderNumber: string | null;
  printer: PrinterCondition & { id: string; name: string };
}

/** The labels of an order, newest first. */
export async function jobsOfOrder(ctx: Ctx, orderId: string): Promise<PrintJobView[]> {
  const rows = await jobRows(ctx.db).where("print_job.order_id", "=", orderId).orderBy(
    "print_job.seq",
    "desc",
  )
    .limit(20).execute();
  return rows.map((row) => jobView(row, ctx.now));
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
  const rows = await jobRows(ctx.db)
    .$if(
      filter === "attention",
      (q) => q.where("print_job.state", "in", NEEDS_STAFF).where("print_job.settled_at", "is", null),
    )
    .$if(filter === "waiting", (q) => q.where("print_job.state", "in", UNFINISHED))
    .$if(
      filter === "done",
      (q) =>
        q.where((where) =>
          where.or([where("print_job.state", "in", DONE), where("print_job.settled_at", "is not", null)])
        ),
    )
    .$if(before !== null, (q) => q.where("print_job.seq", "<", before ?? 0))
    .orderBy("print_job.seq", "desc").limit(PAGE + 1).execute();
  const counts = await ctx.db.selectFrom("print_job")
    .select((q) => ["state", q.fn.countAll<number>().as("jobs")])
    .where("state", "in", [...NEEDS_STAFF, ...UNFINISHED]).where("settled_at", "is", null).groupBy("state")
    .execute();
  const count = (states: readonly PrintJobState[]) =>
    counts.filter((row) => states.includes(row.state)).reduce((sum, row) => sum + Number(row.jobs), 0);
  const shown = rows.slice(0, PAGE);
  return {
    jobs: shown.map((row) => jobView(row, ctx.now)),
    before: rows.length > PAGE ? shown.at(-1)?.seq ?? null : null,
    attention: count(NEEDS_STAFF),
    waiting: count(UNFINISHED),
  };
}

export interface PrintJobStory {
  job: PrintJobView;
  events: { state: PrintJobState; reason: string; actor: string; at: number }[];
  /** The printer's label counter before and after, and what left for it; null while nothing has. */
  evidence: { odoBefore: number | null; odoAfter: number | null; bytes: number } | null;
}

/** @throws AppError not_found */
export async function printJobStory(ctx: Ctx, id: string): Promise<PrintJobStory> {
  const row = await jobRows(ctx.db).select("print_job.evidence_json").where("print_job.id", "=", id)
    .executeTakeFirst();
  if (!row) throw notFound();
  const events = await ctx.db.selectFrom("print_job_event").select(["state", "reason", "actor_name", "at"])
    .where("print_job_id", "=", id).orderBy("id").execute();
  const evidence = JSON.parse(row.evidence_json);
  return {
    job: jobView(row, ctx.now),
    events: events.map(({ actor_name, ...event }) => ({ ...event, actor: actor_name })),
    evidence: "bytes" in evidence ? evidence : null,
  };
}

/** The label's picture; with a number only that order's. @throws AppError not_found */
export async function labelPicture(db: Db, id: string, number: string | null = null): Promise<string> {
  const row = await db.selectFrom("print_job").leftJoin("order", "order.id", "print_job.order_id")
    .select("print_job.svg").where("print_job.id", "=", id)
    .$if(number !== null, (q) => q.where("order.number", "=", number)).executeTakeFirst();
  if (!row) throw notFound();
  return row.svg;
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

function jobRows(db: Db) {
  return db.selectFrom("print_job").innerJoin("printer", "printer.id", "print_job.printer_id")
    .innerJoin("agent", "agent.id", "printer.agent_id").leftJoin("order", "order.id", "print_job.order_id")
    .select(["print_job.id", "print_job.seq", "print_job.title", "print_job.template", "print_job.state"])
    .select(["print_job.reason", "print_job.copies", "print_job.attempts", "print_job.offers"])
    .select(["print_job.cancel_requested_at", "print_job.settled_at", "print_job.reprint_of"])
    .select([
      "print_job.created_at",
      "print_job.created_by_name",
      "print_job.expires_at",
      "print_job.updated_at",
    ])
    .select(["order.number as order_number", "printer.id as printer_id", "printer.name as printer_name"])
    .select(["printer.active", "printer.paused", "printer.ok", "printer.reason as printer_reason"])
    .select(["printer.since", "agent.last_seen_at", "agent.revoked_at"])
    .select((q) =>
      q.selectFrom("print_command").select("print_command.id").whereRef("print_job_id", "=", "print_job.id")
        .where("print_command.action", "=", "reprint").where("print_command.done_at", "is", null).limit(1)
        .as("reprint_command")
    );
}

type JobRow = Awaited<ReturnType<ReturnType<typeof jobRows>["execute"]>>[number];

function jobView(row: JobRow, now: number): PrintJobView {
  return {
    id: row.id,
    title: row.title,
    template: row.template,
    state: row.state,
    reason: row.reason,
    copies: row.copies,
    attempts: row.attempts,
    offers: row.offers,
    cancelRequested: row.cancel_requested_at !== null,
    settled: row.settled_at !== null,
    reprintAsked: row.reprint_command !== null,
    reprintOf: row.reprint_of,
    createdAt: row.created_at,
    createdBy: row.created_by_name,
    expiresAt: row.expires_at,
    updatedAt: row.updated_at,
    orderNumber: row.order_number,
    printer: {
      ...conditionOf({ ...row, reason: row.printer_reason }, now),
      id: row.printer_id,
      name: row.printer_name,
    },
  };
}
