import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Topic } from "../http/live.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { lockJob, type PrintJobRow, rememberJob, topicsOf } from "./job_rows.ts";
import { moveWay } from "./print_job.ts";
import { fits, requireFit, stockOf } from "./stock.ts";
import { findTarget, type Target } from "./targets.ts";

export interface Moved {
  /** Wait at the other printer now. */
  moved: number;
  /** Follow once their daemon has given them back. */
  asked: number;
  /** Stay: a byte of them may have left, or staff have taken them back. */
  left: number;
}

/**
 * Sends a label that has not been printed to another printer, as the same job: at once while no daemon has seen it, otherwise
 * when its daemon has given it back. @throws AppError not_found, conflict when a byte may have left or the stock differs
 */
export async function movePrintJob(ctx: Ctx, jobId: string, printerId: string): Promise<"moved" | "asked"> {
  requirePermission(ctx.actor, "labels.print");
  const { way, topics } = await ctx.db.transaction().execute(async (trx) => {
    const job = await lockJob(trx, jobId);
    const { from, to } = await ends(trx, job.printer_id, printerId);
    requireFit(stockOf(job, from), to);
    if (wantedNoMore(job) || moveWay(job) === "no") {
      throw conflict("print_job_cannot_move", { state: job.state });
    }
    return { way: await send(trx, ctx, { job, to, reason: "moved" }), topics: wake(job, from, to) };
  });
  ctx.live.changed(...topics);
  return way;
}

/** The same for everything that waits for a printer. @throws AppError forbidden, not_found, conflict when the stock differs */
export async function moveQueue(ctx: Ctx, fromId: string, toId: string): Promise<Moved> {
  requirePermission(ctx.actor, "printers.manage");
  const { moved, topics } = await ctx.db.transaction().execute(async (trx) => {
    const { from, to } = await ends(trx, fromId, toId);
    requireFit(from, to);
    return await sendAll(trx, ctx, { from, to, reason: "moved", reachable: true });
  });
  ctx.live.changed(...topics);
  return moved;
}

export interface Detour {
  from: Target;
  to: Target;
  /** For the jobs' history. */
  reason: "moved" | "fallback";
  /** False while the daemon is silent: what it may hold stays with it. */
  reachable: boolean;
}

const MOST_AT_ONCE = 500;

/** Every unsent job of a printer to another one that takes the same labels. */
export async function sendAll(
  trx: Db,
  ctx: Ctx,
  { from, to, reason, reachable }: Detour,
): Promise<{ moved: Moved; topics: Topic[] }> {
  // A daemon's reports lock it before its jobs: in the same order nobody waits for the other.
  await trx.selectFrom("agent").select("id").where("id", "=", from.agent_id).forUpdate().execute();
  const jobs = await trx.selectFrom("print_job").selectAll().where("printer_id", "=", from.id)
    .where("state", "in", ["queued", "leased", "custody"]).orderBy("seq").limit(MOST_AT_ONCE)
    .forUpdate().execute();
  const moved: Moved = { moved: 0, asked: 0, left: 0 };
  const topics = new Set<Topic>();
  for (const job of jobs) {
    const way = wantedNoMore(job) || !fits(stockOf(job, from), to) ? "no" : moveWay(job);
    if (job.move_to === to.id) moved.asked++;
    else if (way === "no" || (way === "ask" && !reachable)) moved.left++;
    else {
      moved[await send(trx, ctx, { job, to, reason })]++;
      for (const topic of wake(job, from, to)) topics.add(topic);
    }
  }
  return { moved, topics: [...topics] };
}

/**
 * The daemon has given a job back that was to move. It moves only when by the daemon's word no byte of it ever left; otherwise it
 * is for staff to say whether it came out. `job` must be locked.
 */
export async function takeBack(
  trx: Db,
  ctx: Ctx,
  { job, attempt }: { job: PrintJobRow; attempt: number },
): Promise<Topic[]> {
  const wish = { cancel_requested_at: null, move_to: null, updated_at: ctx.now };
  const unsent = attempt === 0 && job.attempts === 0 && moveWay(job) !== "no";
  const target = job.move_to === null || !unsent ? undefined : await findTarget(trx, job.move_to);
  if (!unsent) {
    await trx.updateTable("print_job")
      .set({ ...wish, state: "unknown", reason: "move_too_late", lease_until: null, finished_at: ctx.now })
      .where("id", "=", job.id).execute();
    await rememberJob(trx, ctx, { job, state: "unknown", reason: "move_too_late" });
    return topicsOf(job);
  }
  const own = await findTarget(trx, job.printer_id);
  const fitting = target && own && target.live && fits(stockOf(job, own), target) ? target : own;
  if (!fitting) throw notFound();
  return await handOver(trx, ctx, { job, to: fitting, reason: fitting === own ? "move_undone" : "moved" });
}

interface Sent {
  job: PrintJobRow;
  to: Target;
  reason: "moved" | "fallback" | "move_undone";
}

async function send(trx: Db, ctx: Ctx, { job, to, reason }: Sent): Promise<"moved" | "asked"> {
  if (moveWay(job) === "now") {
    await handOver(trx, ctx, { job, to, reason });
    return "moved";
  }
  await trx.updateTable("print_job").set({
    cancel_requested_at: ctx.now,
    move_to: to.id,
    updated_at: ctx.now,
  })
    .where("id", "=", job.id).execute();
  await rememberJob(trx, ctx, { job, state: job.state, reason: `${reason}_asked`, printerName: to.name });
  return "asked";
}

/** The job waits at the other printer, under a name that its former daemon does not know. */
async function handOver(trx: Db, ctx: Ctx, { job, to, reason }: Sent): Promise<Topic[]> {
  await trx.updateTable("print_job").set({
    printer_id: to.id,
    state: "queued",
    reason,
    moves: job.moves + 1,
    offers: 0,
    lease_until: null,
    cancel_requested_at: null,
    move_to: null,
    updated_at: ctx.now,
  }).where("id", "=", job.id).execute();
  await rememberJob(trx, ctx, { job, state: "queued", reason, printerName: to.name });
  return [...topicsOf(job), `agent:${to.agent_id}`];
}

/** Staff want it cancelled, not moved. */
function wantedNoMore(job: PrintJobRow): boolean {
  return job.cancel_requested_at !== null && job.move_to === null;
}

function wake(job: PrintJobRow, from: Target, to: Target): Topic[] {
  return [...topicsOf(job), `agent:${from.agent_id}`, `agent:${to.agent_id}`];
}

/** @throws AppError not_found, also of another branch; conflict when nobody runs the second any more */
async function ends(trx: Db, fromId: string, toId: string): Promise<{ from: Target; to: Target }> {
  const from = await findTarget(trx, fromId);
  const to = await findTarget(trx, toId);
  if (!from || !to || from.branch_id !== to.branch_id) throw notFound();
  if (!to.live) throw conflict("no_printer");
  if (from.id === to.id) throw conflict("same_printer");
  return { from, to };
}
