import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Topic } from "../http/live.ts";
import { AppError, conflict, notFound } from "../lib/app_error.ts";
import { recordEvent } from "../orders/history.ts";
import {
  expiryOf,
  insertJob,
  LABEL_PRIORITY,
  lockJob,
  moveJob,
  type PrintJobRow,
  rememberJob,
  topicsOf,
} from "./job_rows.ts";
import { cancelWay, isFinal } from "./print_job.ts";
import { askDaemon } from "./printer_commands.ts";
import { fits, requireFit, stockOf } from "./stock.ts";
import { findTarget, liveTargets, type Target } from "./targets.ts";

/** Prints a label once more, as a job of its own that names the first. @throws AppError not_found, conflict */
export async function reprint(ctx: Ctx, jobId: string, idemKey: string): Promise<string> {
  return await reprintOn(ctx, jobId, { idemKey, printerId: null });
}

/** The same on the printer that is named. @throws AppError not_found, conflict, also when its stock differs */
export async function reprintOn(ctx: Ctx, jobId: string, wish: Reprint): Promise<string> {
  requirePermission(ctx.actor, "labels.print");
  const { made, topics } = await ctx.db.transaction().execute(async (trx) => {
    const job = await lockJob(trx, jobId);
    if (!isFinal(job.state) && job.state !== "unknown") throw conflict("print_job_running");
    return await printAgain(trx, ctx, { job, ...wish });
  });
  ctx.live.changed(...topics);
  return made;
}

export interface Reprint {
  /** One click, one key. */
  idemKey: string;
  /** Null for the label's own printer, or one that takes the same labels when that is gone. */
  printerId: string | null;
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
    // A daemon that gave the job back prints it no more: then "again" is a new job as well.
    const holds = !agent.revoked && job.reason !== "move_too_late";
    if (saw === "again" && holds) {
      await askDaemon(trx, ctx, { printerId: job.printer_id, action: "reprint", jobId: job.id });
      return woken;
    }
    if (saw === "again") {
      const again = await printAgain(trx, ctx, { job, idemKey, printerId: null });
      woken.push(...again.topics);
    }
    await moveJob(trx, ctx, job, {
      to: saw === "printed" ? "printed" : "cancelled",
      mover: "staff",
      reason: saw === "printed" ? "staff_confirmed" : "staff_cancelled",
    });
    if (holds && saw === "printed") {
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
    } else if (job.cancel_requested_at === null || job.move_to !== null) {
      await trx.updateTable("print_job")
        .set({ cancel_requested_at: ctx.now, move_to: null, updated_at: ctx.now })
        .where("id", "=", job.id).execute();
    }
    const woken: Topic[] = [...topicsOf(job), `agent:${agent.id}`];
    return { way, topics: woken };
  });
  ctx.live.changed(...topics);
  return way === "now" ? "cancelled" : "asked";
}

/**
 * Tries a label again that waits too long: the same job, so it can never come out twice. What a daemon was offered and did not
 * answer is offered anew, and the label gets its whole time once more. @throws AppError not_found, conflict
 */
export async function retryPrintJob(ctx: Ctx, jobId: string): Promise<void> {
  requirePermission(ctx.actor, "labels.print");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const job = await lockJob(trx, jobId);
    if (isFinal(job.state) || job.state === "unknown") {
      throw conflict("print_job_moved", { state: job.state });
    }
    const agent = await agentOf(trx, job.printer_id);
    const unseen = job.state === "queued" || job.state === "leased";
    await trx.updateTable("print_job").set({
      updated_at: ctx.now,
      ...(unseen && { expires_at: expiryOf(ctx), lease_until: job.state === "leased" ? ctx.now : null }),
    }).where("id", "=", job.id).execute();
    await rememberJob(trx, ctx, { job, state: job.state, reason: "staff_retry" });
    const woken: Topic[] = [...topicsOf(job), `agent:${agent.id}`];
    return woken;
  });
  ctx.live.changed(...topics);
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
  { job, idemKey, printerId }: Reprint & { job: PrintJobRow },
): Promise<{ made: string; topics: Topic[] }> {
  const printer = await stillPrinting(trx, job, printerId);
  const made = await insertJob(trx, ctx, {
    branch_id: job.branch_id,
    printer_id: printer.id,
    order_id: job.order_id,
    template: job.template,
    title: job.title,
    language: job.language,
    content: job.content,
    svg: job.svg,
    layout_json: job.layout_json,
    sha256: job.sha256,
    copies: job.copies,
    priority: LABEL_PRIORITY,
    idemKey,
    reprintOf: job.id,
    slipId: job.slip_id,
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

/**
 * The printer that is asked for, else the one of the old label, else one that takes the same labels.
 * @throws AppError not_found, conflict when there is none or the stock differs
 */
async function stillPrinting(trx: Db, job: PrintJobRow, wanted: string | null): Promise<Target> {
  const own = await findTarget(trx, job.printer_id);
  if (!own) throw new AppError("internal", { reason: `no printer ${job.printer_id}` });
  const live = await liveTargets(trx, job.branch_id);
  const asked = live.find((one) => one.id === wanted);
  if (wanted !== null && !asked) throw notFound();
  const drawn = stockOf(job, own);
  const printer = asked ?? live.find((one) => one.id === own.id) ?? live.find((one) => fits(drawn, one));
  if (!printer) throw conflict("no_printer");
  requireFit(drawn, printer);
  return printer;
}

async function agentOf(trx: Db, printerId: string): Promise<{ id: string; revoked: boolean }> {
  const agent = await trx.selectFrom("printer").innerJoin("agent", "agent.id", "printer.agent_id")
    .select(["agent.id", "agent.revoked_at"]).where("printer.id", "=", printerId).executeTakeFirst();
  if (!agent) throw new AppError("internal", { reason: `no printer ${printerId}` });
  return { id: agent.id, revoked: agent.revoked_at !== null };
}
