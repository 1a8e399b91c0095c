import { sql } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { rowsOfFound } from "../orders/found.ts";
import type { PrintJobState } from "./print_job.ts";
import { printersOfShop, type PrinterView } from "./printer_queries.ts";

/** The printers that a program means: one by its id, or those of all daemons that call one of theirs so. */
export async function livePrinters(db: Db, name: string) {
  return await db.selectFrom("printer").innerJoin("agent", "agent.id", "printer.agent_id")
    .select(["printer.id", "printer.agent_id", "printer.branch_id", "printer.name", "printer.language"])
    .select(["printer.media", "printer.dpi", "printer.width_um", "printer.height_um"])
    .where((where) => where.or([where("printer.key", "=", name), where("printer.id", "=", name)]))
    .where("printer.active", "=", 1).where("agent.revoked_at", "is", null).limit(2).execute();
}

/** @throws AppError not_found, conflict `printer_ambiguous` */
export async function livePrinter(ctx: Ctx, name: string): Promise<PrinterView> {
  const [printer, another] = (await printersOfShop(ctx)).filter(({ key, id }) => key === name || id === name);
  if (!printer) throw notFound();
  if (another) throw conflict("printer_ambiguous");
  return printer;
}

export interface QueuePage {
  jobs: QueuedJob[];
  next: QueueEnd | null;
}

/** The last job of a page, with `seq` of its order for the page of a search. */
export interface QueueEnd {
  seq: number;
  order: number;
}

export interface QueueFilter {
  /** Of every state when none is named. */
  states: readonly PrintJobState[];
  /** Words of their orders; the newest orders come first then, each with its last label first. */
  q: string;
  /** Of one order. */
  number?: string;
  sort: "newest" | "oldest";
  after: QueueEnd | null;
}

/** Jobs of the shop. */
export async function queuePage(ctx: Ctx, filter: QueueFilter, limit: number): Promise<QueuePage> {
  const { q, after } = filter;
  const enough = limit + 1;
  const rows = q.trim() === ""
    ? await queueList(ctx.db, filter).limit(enough).execute()
    : await rowsOfFound(ctx, { text: q, upTo: after?.order, enough }, (orderIds, wanted) =>
      queueList(ctx.db, filter, orderIds).limit(wanted).execute());
  const jobs = rows.slice(0, limit);
  const last = rows.length > limit ? jobs.at(-1) : undefined;
  return { jobs, next: last ? { seq: last.seq, order: last.order_seq ?? 0 } : null };
}

/** The query of a page, of a search for those of the orders found; for the planner's test too. */
export function queueList(db: Db, filter: QueueFilter, orderIds: readonly string[] | null = null) {
  const { states, number, sort, after } = filter;
  const jobs = jobRows(db).select("order.seq as order_seq")
    .$if(states.length > 0, (query) => query.where("print_job.state", "in", states))
    .$if(
      number !== undefined,
      (query) =>
        query.where(
          "print_job.order_id",
          "in",
          (where) => where.selectFrom("order as own").select("own.id").where("own.number", "=", number ?? ""),
        ),
    );
  if (orderIds !== null) {
    return jobs.where("print_job.order_id", "in", orderIds)
      .$if(
        after !== null,
        (query) => query.where(sql<boolean>`("order".seq, print_job.seq) < (${after?.order}, ${after?.seq})`),
      )
      .orderBy("order.seq", "desc").orderBy("print_job.seq", "desc");
  }
  return jobs
    .$if(
      after !== null,
      (query) => query.where("print_job.seq", sort === "newest" ? "<" : ">", after?.seq ?? 0),
    )
    .orderBy("print_job.seq", sort === "newest" ? "desc" : "asc");
}

export interface QueuedJobStory {
  job: QueuedJob;
  history: { state: PrintJobState; reason: string; actor: string; at: number }[];
}

/** @throws AppError not_found */
export async function queuedJob(ctx: Ctx, id: string): Promise<QueuedJobStory> {
  const job = await jobRows(ctx.db).where("print_job.id", "=", id).executeTakeFirst();
  if (!job) throw notFound();
  const history = await ctx.db.selectFrom("print_job_event")
    .select(["state", "reason", "actor_name as actor", "at"])
    .where("print_job_id", "=", id).orderBy("id").execute();
  return { job, history };
}

function jobRows(db: Db) {
  return db.selectFrom("print_job").innerJoin("printer", "printer.id", "print_job.printer_id")
    .leftJoin("order", "order.id", "print_job.order_id")
    .select(["print_job.seq", "print_job.id", "print_job.state", "print_job.reason", "print_job.attempts"])
    .select(["print_job.template", "print_job.title", "print_job.copies", "print_job.reprint_of"])
    .select(["print_job.cancel_requested_at", "print_job.created_at", "print_job.created_by_name"])
    .select(["print_job.expires_at", "printer.key as printer", "order.number as order"]);
}

export type QueuedJob = Awaited<ReturnType<ReturnType<typeof jobRows>["execute"]>>[number];
