import type { Selectable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { notFound } from "../lib/app_error.ts";
import { placesOf, type TaskPlace } from "./claiming.ts";
import { nextOccurrences } from "./cron.ts";
import { cronWords } from "./cron_words.ts";
import { lookAt } from "./due.ts";
import {
  findTask,
  LATE_MS,
  type RunState,
  type TaskGroup,
  type TaskKind,
  TIMED_TASKS,
  type TimedTask,
} from "./task.ts";

export interface TaskView {
  kind: TaskKind;
  group: TaskGroup;
  perBranch: boolean;
  /** That of the product, and the one in use. */
  usualPattern: string;
  pattern: string;
  /** What the one in use means, in the reader's language. */
  meaning: string;
  enabled: boolean;
  changedBy: string;
  /** 0 while the shop has chosen nothing. */
  version: number;
  places: PlaceView[];
}

export interface PlaceView extends TaskPlace {
  /** Runs that failed one after the other. */
  failures: number;
  last: RunView | null;
  /** The run that waits or is under way. */
  open: RunView | null;
  /** Its turn came long since, and no run of it is over. */
  late: boolean;
  /** UTC milliseconds; none while it is switched off. */
  upcoming: number[];
}

export interface RunView {
  id: string;
  task: string;
  branchId: string;
  dueAt: number | null;
  queuedAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  state: RunState;
  attempts: number;
  done: number;
  failed: number;
  error: string;
  /** "" for the clock. */
  byName: string;
}

type Looking = Pick<Ctx, "db" | "now" | "shop" | "locale">;

/** Every timed task as it stands, with its next turn in each place. */
export async function listTasks(ctx: Looking): Promise<TaskView[]> {
  return await viewTasks(ctx, TIMED_TASKS, 1);
}

/** One task with its next five turns in each place. @throws AppError not_found */
export async function readTask(ctx: Ctx, kind: string): Promise<TaskView> {
  const task = findTask(kind);
  const [view] = task ? await viewTasks(ctx, [task], 5) : [];
  if (!view) throw notFound();
  return view;
}

async function viewTasks(
  ctx: Looking,
  tasks: readonly (TimedTask & { kind: TaskKind })[],
  turns: number,
): Promise<TaskView[]> {
  const [plans, clocks, open] = await Promise.all([
    ctx.db.selectFrom("task_plan").selectAll().execute(),
    ctx.db.selectFrom("task_clock").select([
      "task",
      "branch_id",
      "occurrence_at",
      "zone",
      "failures",
      "last_run_id",
    ])
      .execute(),
    openRuns(ctx.db).execute(),
  ]);
  const last = await lastRuns(ctx.db, clocks.flatMap(({ last_run_id }) => last_run_id ?? []));
  return await Promise.all(tasks.map(async (task): Promise<TaskView> => {
    const plan = plans.find((one) => one.task === task.kind);
    const pattern = plan?.pattern ?? task.pattern;
    const enabled = plan?.enabled !== 0;
    return {
      kind: task.kind,
      group: task.group,
      perBranch: task.perBranch === true,
      usualPattern: task.pattern,
      pattern,
      meaning: await cronWords(pattern, ctx.locale),
      enabled,
      changedBy: plan?.changed_by_name ?? "",
      version: plan?.version ?? 0,
      places: placesOf(task, ctx.shop).map((place): PlaceView => {
        const here = (row: { task: string; branch_id: string }) =>
          row.task === task.kind && row.branch_id === place.branchId;
        const clock = clocks.find(here);
        const running = open.find(here);
        const memo = clock ? { occurrenceAt: clock.occurrence_at, zone: clock.zone } : null;
        const look = lookAt({
          pattern,
          timeZone: place.timeZone,
          now: ctx.now - LATE_MS,
          memo,
          since: plan?.changed_at ?? -1,
          catchesUp: false,
        });
        const missed = enabled && look.act === "claim";
        return {
          ...place,
          failures: clock?.failures ?? 0,
          last: last.get(clock?.last_run_id ?? "") ?? null,
          open: running ? runOf(running) : null,
          late: missed || (running !== undefined && running.queued_at < ctx.now - LATE_MS),
          upcoming: enabled ? nextOccurrences(pattern, { ...place, now: ctx.now, count: turns }) : [],
        };
      }),
    };
  }));
}

export function openRuns(db: Db) {
  return db.selectFrom("task_run").selectAll().where("state", "in", ["waiting", "running"]).limit(500);
}

async function lastRuns(db: Db, ids: readonly string[]): Promise<Map<string, RunView>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("task_run").selectAll().where("id", "in", ids).execute();
  return new Map(rows.map((row) => [row.id, runOf(row)]));
}

const PAGE = 50;

export interface RunFilter {
  task: TaskKind;
  /** Only those that failed, whole or in part. */
  failed: boolean;
  /** The page before this run. */
  before: string | null;
}

/** One page of a task's history, the latest first. */
export async function runPage(
  ctx: Ctx,
  filter: RunFilter,
  limit = PAGE,
): Promise<{ runs: RunView[]; before: string | null }> {
  const rows = await runRows(ctx.db, filter).limit(limit + 1).execute();
  const runs = rows.slice(0, limit).map(runOf);
  return { runs, before: rows.length > limit ? runs.at(-1)?.id ?? null : null };
}

export function runRows(db: Db, { task, failed, before }: RunFilter) {
  return db.selectFrom("task_run").selectAll().where("task", "=", task)
    .$if(failed, (q) => q.where("state", "in", ["failed", "partial"]))
    .$if(before !== null, (q) => q.where("id", "<", before ?? ""))
    .orderBy("id", "desc");
}

function runOf(row: Selectable<Schema["task_run"]>): RunView {
  return {
    id: row.id,
    task: row.task,
    branchId: row.branch_id,
    dueAt: row.due_at,
    queuedAt: row.queued_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    state: row.state,
    attempts: row.attempts,
    done: row.done,
    failed: row.failed,
    error: row.error,
    byName: row.by_name,
  };
}
