import type { AlertFacts, AlertKind } from "../alerts/alert.ts";
import { closeAlert, openAlert } from "../alerts/commands.ts";
import { alertsAbout } from "../alerts/queries.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { FAILURES_TO_TELL, LATE_MS } from "./task.ts";

export interface AlertedRun {
  task: string;
  /** "" for the whole shop. */
  branchId: string;
  error: string;
}

/** A task that failed again and again is told of, and so is its first run that goes well; none is late once it is over. */
export async function tellEnd(trx: Db, ctx: Ctx, run: AlertedRun, failures: number): Promise<void> {
  if (failures >= FAILURES_TO_TELL) {
    await tell(trx, ctx, run, { kind: "task_failing", facts: { reason: run.error } });
  }
  const over: AlertKind[] = failures === 0 ? ["task_late", "task_failing"] : ["task_late"];
  const open = await alertsAbout(trx, { branchId: placeOf(ctx, run.branchId), subjectId: run.task });
  for (const alert of open) if (over.includes(alert.kind)) await closeAlert(trx, ctx, alert);
}

/** Every minute: tells of tasks whose turn has come long since and that are not over. */
export async function watchRuns(ctx: Ctx): Promise<void> {
  const late = await lateRuns(ctx.db, ctx.now).execute();
  let told = false;
  for (const { task, branch_id, queued_at } of late) {
    const run = { task, branchId: branch_id, error: "" };
    const about = { kind: "task_late", facts: { since: queued_at } } as const;
    told = await ctx.db.transaction().execute((trx) => tell(trx, ctx, run, about)) || told;
  }
  if (told) ctx.live.changed("jobs");
}

/** Runs that are not over half an hour after they came up. */
export function lateRuns(db: Db, now: number) {
  return db.selectFrom("task_run").select(["task", "branch_id", "queued_at"])
    .where("state", "in", ["waiting", "running"]).where("queued_at", "<=", now - LATE_MS)
    .orderBy("queued_at").limit(50);
}

async function tell(
  trx: Db,
  ctx: Ctx,
  { task, branchId }: AlertedRun,
  about: { kind: AlertKind; facts: AlertFacts },
): Promise<boolean> {
  const place = placeOf(ctx, branchId);
  if (place === "") return false;
  return await openAlert(trx, ctx, {
    ...about,
    branchId: place,
    subject: { kind: "task", id: task, name: task },
  });
}

/** What concerns the whole shop is told in its first branch. */
function placeOf(ctx: Ctx, branchId: string): string {
  return branchId || (ctx.shop.branches.find(({ active }) => active)?.id ?? "");
}
