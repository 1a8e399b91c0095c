import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { enqueue } from "../jobs/queue.ts";
import { type AlertedRun, tellEnd } from "./telling.ts";
import { runKey, tallyOf, type TaskKind, type TaskResult } from "./task.ts";

/** What goes wrong for a moment goes right within two minutes; what does not, waits for its next turn. */
const ATTEMPTS = 5;
const LONGEST_ERROR = 500;

export interface NewRun {
  id: string;
  task: TaskKind;
  /** "" for the whole shop. */
  branchId: string;
  /** The occurrence, null when somebody asks for it. */
  dueAt: number | null;
  by: { id: string | null; name: string };
}

/**
 * Writes a run down and queues it, in the caller's transaction. `known` when its occurrence has run or its id is there already; `busy`
 * when the task's former run is not over, then this one counts as skipped.
 */
export async function queueRun(trx: Db, ctx: Ctx, run: NewRun): Promise<"queued" | "busy" | "known"> {
  const made = await trx.insertInto("task_run").values({
    id: run.id,
    task: run.task,
    branch_id: run.branchId,
    due_at: run.dueAt,
    queued_at: ctx.now,
    started_at: null,
    finished_at: null,
    state: "waiting",
    attempts: 0,
    done: 0,
    failed: 0,
    error: "",
    by_id: run.by.id,
    by_name: run.by.name,
  }).onConflict((conflict) => conflict.doNothing()).returning("id").executeTakeFirst();
  if (!made) return "known";
  const queued = await enqueue(trx, ctx, {
    kind: run.task,
    payload: { runId: run.id, ...run.branchId !== "" && { branchId: run.branchId } },
    uniqueKey: runKey(run.task, run.branchId),
    maxAttempts: ATTEMPTS,
  });
  if (queued) return "queued";
  await trx.updateTable("task_run").set({ state: "skipped", finished_at: ctx.now }).where("id", "=", run.id)
    .execute();
  return "busy";
}

export async function beginRun(ctx: Ctx, runId: string, attempts: number): Promise<void> {
  await ctx.db.updateTable("task_run")
    .set((q) => ({ state: "running", attempts, started_at: q.fn.coalesce("started_at", q.val(ctx.now)) }))
    .where("id", "=", runId).where("finished_at", "is", null).execute();
}

/** Writes down what a run came to, in the transaction that ends its job. */
export async function endRun(
  trx: Db,
  ctx: Ctx,
  { runId, outcome }: { runId: string; outcome: { result: TaskResult } | { error: string } },
): Promise<void> {
  const failed = "error" in outcome;
  const tally = failed ? { done: 0, failed: 0, error: outcome.error } : tallyOf(outcome.result);
  const run = await trx.updateTable("task_run").set({
    state: failed ? "failed" : tally.failed > 0 ? "partial" : "ok",
    finished_at: ctx.now,
    done: tally.done,
    failed: tally.failed,
    error: tally.error.slice(0, LONGEST_ERROR),
  }).where("id", "=", runId).where("finished_at", "is", null)
    .returning(["task", "branch_id", "error"]).executeTakeFirst();
  if (!run) return;
  const clock = await trx.insertInto("task_clock").values({
    task: run.task,
    branch_id: run.branch_id,
    occurrence_at: 0,
    zone: "",
    failures: Number(failed),
    last_run_id: runId,
  }).onConflict((conflict) =>
    conflict.columns(["task", "branch_id"]).doUpdateSet((q) => ({
      failures: failed ? q("task_clock.failures", "+", 1) : q.val(0),
      last_run_id: runId,
    }))
  ).returning("failures").executeTakeFirstOrThrow();
  const ended: AlertedRun = { task: run.task, branchId: run.branch_id, error: run.error };
  await tellEnd(trx, ctx, ended, clock.failures);
}
