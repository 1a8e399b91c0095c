import { z } from "zod";
import { Id, Instant, instant, instantOrNull } from "../api/shapes.ts";
import { requiredLine } from "../lib/form.ts";
import type { RunView, TaskView } from "./queries.ts";
import { RUN_STATES, TASK_GROUPS, TASK_KINDS } from "./task.ts";

export const Kind = z.enum(TASK_KINDS);

export const TaskRun = z.object({
  id: Id,
  task: z.string(),
  branch_id: Id.nullable().meta({ description: "Null for the whole shop" }),
  state: z.enum(RUN_STATES),
  due_at: Instant.nullable().meta({ description: "Its turn; null for one that somebody began" }),
  queued_at: Instant,
  started_at: Instant.nullable(),
  finished_at: Instant.nullable(),
  attempts: z.int(),
  done: z.int(),
  failed: z.int().meta({ description: "Of its things, those that went wrong" }),
  error: z.string().nullable(),
  begun_by: z.string().nullable().meta({ description: "Null for the clock" }),
}).meta({ id: "TaskRun" });

export function runTold(run: RunView): z.input<typeof TaskRun> {
  return {
    id: run.id,
    task: run.task,
    branch_id: run.branchId === "" ? null : run.branchId,
    state: run.state,
    due_at: instantOrNull(run.dueAt),
    queued_at: instant(run.queuedAt),
    started_at: instantOrNull(run.startedAt),
    finished_at: instantOrNull(run.finishedAt),
    attempts: run.attempts,
    done: run.done,
    failed: run.failed,
    error: run.error === "" ? null : run.error,
    begun_by: run.byName === "" ? null : run.byName,
  };
}

const Place = z.object({
  branch_id: Id.nullable().meta({ description: "Null for the whole shop" }),
  time_zone: z.string(),
  failures_in_a_row: z.int(),
  late: z.boolean().meta({ description: "Its turn came long since, and no run of it is over" }),
  last_run: TaskRun.nullable(),
  open_run: TaskRun.nullable().meta({ description: "The one that waits or is under way" }),
  next_at: z.array(Instant).meta({ description: "Its next turns; none while it is switched off" }),
});

export const Task = z.object({
  task: Kind,
  group: z.enum(TASK_GROUPS),
  pattern: z.string().meta({ description: "Cron expression of five fields", examples: ["12 3 * * *"] }),
  usual_pattern: z.string().meta({ description: "That of the product" }),
  meaning: z.string().meta({ description: "The pattern in words" }),
  enabled: z.boolean(),
  changed_by: z.string().nullable(),
  places: z.array(Place).meta({ description: "The shop, or each branch on its own clock" }),
  version: z.int(),
}).meta({ id: "ScheduledTask" });

export function taskTold(task: TaskView): z.input<typeof Task> {
  return {
    task: task.kind,
    group: task.group,
    pattern: task.pattern,
    usual_pattern: task.usualPattern,
    meaning: task.meaning,
    enabled: task.enabled,
    changed_by: task.changedBy === "" ? null : task.changedBy,
    places: task.places.map((place) => ({
      branch_id: place.branchId === "" ? null : place.branchId,
      time_zone: place.timeZone,
      failures_in_a_row: place.failures,
      late: place.late,
      last_run: place.last && runTold(place.last),
      open_run: place.open && runTold(place.open),
      next_at: place.upcoming.map(instant),
    })),
    version: task.version,
  };
}

/** When a task is done, as it comes in. */
export const TaskPlanIn = z.object({
  pattern: requiredLine(80).meta({ examples: ["30 4 * * *"] }),
  enabled: z.boolean({ error: "invalid" }),
});
