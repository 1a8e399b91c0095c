import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Topic } from "../http/live.ts";
import { AppError, conflict } from "../lib/app_error.ts";
import { recordEvent } from "../orders/history.ts";
import { insertJob, LABEL_PRIORITY, lockJob, moveJob, type PrintJobRow, topicsOf } from "./job_rows.ts";
import { cancelWay, isFinal } from "./print_job.ts";
import { askDaemon } from "./printer_commands.ts";

/** Prints a label once more, as a job of its own that names the first. @throws AppError not_found, conflict */
export async function reprint(ctx: Ctx, jobId: string, idemKey: string): Promise<string> {
  requirePermission(ctx.actor, "labels.print");
  const { made, topics } = await ctx.db.transaction().execute(async (trx) => {
    const job = await lockJob(trx, jobId);
    if (!isFinal(job.state) && job.state !== "unknown") throw conflict("print_job_running");
    return await printAgain(trx, ctx, job, idemKey);
  });
  ctx.live.changed(...topics);
  return made;
}

/** What staff saw of a label whose end nobody else knows. */
export type Sighting = "printed" | "again" | "forget";

/**
 * Settles an `unknown` label: it came out, or print it again, or never mind. "Again" stays with the daemon that may still hold the
 * label; where that daemon is gone it becomes a new job. @throws AppError not_found, conflict
 */
export async function resolveUnknown(
  ctx: Ctx,
  jobId: string,
  { saw, idemKey }: { saw: Sighting; idemKey: string },
): Promise<void> {
  requirePermission(ctx.actor, "labels.print");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const job = await lockJob(trx, jobId);
    if (job.state !== "unknown") throw conflict("print_job_moved", { state: job.state });
    const agent = await agentOf(trx, job.printer_id);
    const woken: Topic[] = [...topicsOf(job), `agent:${agent.id}`];
    if (saw === "again" && !agent.revoked) {
      await askDaemon(trx, ctx, { printerId: job.printer_id, action: "reprint", jobId: job.id });
      return woken;
    }
    if (saw === "again") {
      const again = await printAgain(trx, ctx, job, idemKey);
      woken.push(...again.topics);
    }
    await moveJob(trx, ctx, job, {
      to: saw === "printed" ? "printed" : "cancelled",
      mover: "staff",
      reason: saw === "printed" ? "staff_confirmed" : "staff_cancelled",
    });
    if (!agent.revoked && saw === "printed") {
      await askDaemon(trx, ctx, { printerId: job.printer_id, action: "printed", jobId: job.id });
    }
    return woken;
  });
  ctx.live.changed(...topics);
}

/**
 * Takes a label back: at once while no daemon has seen it, otherwise the daemon is asked and its own word settles the job.
 * @throws AppError not_found, conflict when it is over
 */
export async function cancelPrintJob(ctx: Ctx, jobId: string): Promise<"cancelled" | "asked"> {
  requirePermission(ctx.actor, "labels.print");
  const { way, topics } = await ctx.db.transaction().execute(async (trx) => {
    const job = await lockJob(trx, jobId);
    const way = cancelWay(job);
    const agent = await agentOf(trx, job.printer_id);
    if (way === "no") throw conflict("print_job_moved", { state: job.state });
    if (way === "now" || agent.revoked) {
      await moveJob(trx, ctx, job, { to: "cancelled", mover: "staff", reason: "staff_cancelled" });
    } else if (job.cancel_requested_at === null) {
      await trx.updateTable("print_job").set({ cancel_requested_at: ctx.now, updated_at: ctx.now })
        .where("id", "=", job.id).execute();
    }
    const woken: Topic[] = [...topicsOf(job), `agent:${agent.id}`];
    return { way, topics: woken };
  });
  ctx.live.changed(...topics);
  return way === "now" ? "cancelled" : "asked";
}

/** Nobody wants this failed or expired label any more. @throws AppError not_found, conflict */
export async function dismissPrintJob(ctx: Ctx, jobId: string): Promise<void> {
  requirePermission(ctx.actor, "labels.print");
  const job = await ctx.db.transaction().execute(async (trx) => {
    const job = await lockJob(trx, jobId);
    if (job.state !== "failed" && job.state !== "expired") {
      throw conflict("print_job_moved", { state: job.state });
    }
    await settle(trx, ctx, job.id);
    return job;
  });
  ctx.live.changed(...topicsOf(job));
}

/** Labels that waited too long are not printed: a roll of stale ones is worse than none. Returns how many. */
export async function expirePrintJobs(ctx: Ctx): Promise<number> {
  const { ids, topics } = await ctx.db.transaction().execute(async (trx) => {
    const late = await trx.selectFrom("print_job").selectAll().where("state", "=", "queued")
      .where("expires_at", "<=", ctx.now).orderBy("seq").limit(500)
      .forUpdate().skipLocked().execute();
    for (const job of late) {
      await moveJob(trx, ctx, job, { to: "expired", mover: "server", reason: "too_old" });
    }
    return { ids: late.map((job) => job.id), topics: late.flatMap(topicsOf) };
  });
  ctx.live.changed(...topics);
  return ids.length;
}

async function settle(trx: Db, ctx: Ctx, jobId: string): Promise<void> {
  await trx.updateTable("print_job").set({ settled_at: ctx.now }).where("id", "=", jobId)
    .where("settled_at", "is", null).execute();
}

async function printAgain(
  trx: Db,
  ctx: Ctx,
  job: PrintJobRow,
  idemKey: string,
): Promise<{ made: string; topics: Topic[] }> {
  const printer = await stillPrinting(trx, job);
  const made = await insertJob(trx, ctx, {
    branch_id: job.branch_id,
    printer_id: printer.id,
    order_id: job.order_id,
    template: job.template,
    title: job.title,
    language: job.language,
    content: job.content,
    svg: job.svg,
    sha256: job.sha256,
    copies: job.copies,
    priority: LABEL_PRIORITY,
    idemKey,
    reprintOf: job.id,
  });
  if (isFinal(job.state)) await settle(trx, ctx, job.id);
  if (made.made && job.order_id !== null) {
    await recordEvent(trx, ctx, {
      orderId: job.order_id,
      kind: "label_requested",
      data: { print_job: made.id, reprint_of: job.id, template: job.template, printer: printer.name },
    });
  }
  return { made: made.id, topics: [...topicsOf(job), `agent:${printer.agent_id}`] };
}

/** The printer of an old label, or one that takes labels of the same size. @throws AppError conflict (no_printer) */
async function stillPrinting(trx: Db, job: PrintJobRow) {
  const printers = await trx.selectFrom("printer as own")
    .innerJoin(
      "printer as other",
      (join) =>
        join.onRef("other.branch_id", "=", "own.branch_id").onRef("other.dpi", "=", "own.dpi")
          .onRef("other.language", "=", "own.language").onRef("other.width_um", "=", "own.width_um").onRef(
            "other.height_um",
            "=",
            "own.height_um",
          ),
    )
    .innerJoin("agent", "agent.id", "other.agent_id")
    .select(["other.id", "other.agent_id", "other.name"])
    .where("own.id", "=", job.printer_id).where("other.active", "=", 1).where("agent.revoked_at", "is", null)
    .orderBy("other.is_default", "desc").execute();
  const printer = printers.find((one) => one.id === job.printer_id) ?? printers[0];
  if (!printer) throw conflict("no_printer");
  return printer;
}

async function agentOf(trx: Db, printerId: string): Promise<{ id: string; revoked: boolean }> {
  const agent = await trx.selectFrom("printer").innerJoin("agent", "agent.id", "printer.agent_id")
    .select(["agent.id", "agent.revoked_at"]).where("printer.id", "=", printerId).executeTakeFirst();
  if (!agent) throw new AppError("internal", { reason: `no printer ${printerId}` });
  return { id: agent.id, revoked: agent.revoked_at !== null };
}
