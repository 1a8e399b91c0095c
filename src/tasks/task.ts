/** What the shop does by the clock. The key is also the kind of its jobs; words about each are in `views/tasks/text.ts`. */
export interface TimedTask {
  kind: string;
  /** Cron expression of five fields, unless the shop has another one. */
  pattern: string;
  group: TaskGroup;
  /** Done for each branch by itself, on its own clock; the others by the clock of the shop. */
  perBranch?: true;
}

export const TASK_GROUPS = ["clients", "shop", "cleaning"] as const;
export type TaskGroup = (typeof TASK_GROUPS)[number];

export const TIMED_TASKS = [
  { kind: "mind_quotes", pattern: "*/5 * * * *", group: "clients" },
  // When one does not mind being written to.
  { kind: "mind_pickups", pattern: "12 10 * * *", group: "clients", perBranch: true },
  { kind: "remind_pickups", pattern: "*/15 * * * *", group: "clients" },
  { kind: "remind_appointments", pattern: "*/15 * * * *", group: "clients" },
  { kind: "send_digests", pattern: "*/15 * * * *", group: "shop" },
  // As often as the clocks of the world differ; each report has its own hour.
  { kind: "send_reports", pattern: "*/15 * * * *", group: "shop" },
  { kind: "mind_gateways", pattern: "*/5 * * * *", group: "shop" },
  { kind: "expire_print_jobs", pattern: "* * * * *", group: "shop" },
  { kind: "reckon_deadlines", pattern: "37 4 * * *", group: "shop" },
  { kind: "watch_shop", pattern: "*/5 * * * *", group: "shop" },
  { kind: "check_stock", pattern: "37 4 * * *", group: "shop" },
  { kind: "refresh_figures", pattern: "*/5 * * * *", group: "shop" },
  { kind: "check_figures", pattern: "12 5 * * *", group: "shop" },
  { kind: "back_up", pattern: "12 3 * * *", group: "shop" },
  { kind: "drill_backup", pattern: "42 3 * * *", group: "shop" },
  { kind: "check_audit", pattern: "22 4 * * *", group: "shop" },
  // Before the backup, which would copy what is damaged.
  { kind: "check_database", pattern: "52 2 * * *", group: "shop" },
  { kind: "purge_secrets", pattern: "7 * * * *", group: "cleaning" },
  { kind: "sweep_sessions", pattern: "17 * * * *", group: "cleaning" },
  { kind: "sweep_codes", pattern: "27 * * * *", group: "cleaning" },
  { kind: "sweep_uploads", pattern: "37 3 * * *", group: "cleaning" },
  { kind: "sweep_drafts", pattern: "47 3 * * *", group: "cleaning" },
  { kind: "sweep_jobs", pattern: "57 3 * * *", group: "cleaning" },
  { kind: "sweep_print_commands", pattern: "7 4 * * *", group: "cleaning" },
  { kind: "sweep_idempotency_keys", pattern: "17 4 * * *", group: "cleaning" },
  { kind: "sweep_stock_forms", pattern: "27 4 * * *", group: "cleaning" },
  { kind: "sweep_payment_events", pattern: "42 4 * * *", group: "cleaning" },
  { kind: "sweep_webhooks", pattern: "47 4 * * *", group: "cleaning" },
  { kind: "sweep_imports", pattern: "57 4 * * *", group: "cleaning" },
  { kind: "sweep_links", pattern: "52 4 * * *", group: "cleaning" },
  { kind: "sweep_logs", pattern: "12 5 * * *", group: "cleaning" },
  { kind: "sweep_runs", pattern: "2 5 * * *", group: "cleaning" },
] as const satisfies readonly TimedTask[];

export type TaskKind = (typeof TIMED_TASKS)[number]["kind"];

export const TASK_KINDS: readonly TaskKind[] = TIMED_TASKS.map(({ kind }) => kind);

/** What a job of a timed task carries; without a run nothing is written down about it. */
export interface TaskPayload {
  runId?: string;
  /** Of a task that is done for each branch; all of them when left out. */
  branchId?: string;
}

/** How much a run of a task did; what is told of one is the number alone where nothing can fail by itself. */
export interface Tally {
  done: number;
  /** How many of its things failed while the others went well. */
  failed: number;
  /** Of the last one that failed. */
  error: string;
}

export type TaskResult = Tally | number | void;

export function tallyOf(result: TaskResult): Tally {
  return typeof result === "object" ? result : { done: result ?? 0, failed: 0, error: "" };
}

/** `skipped`: the run before it was still under way. `partial`: some of its things failed. */
export const RUN_STATES = ["waiting", "running", "ok", "partial", "failed", "skipped"] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Only one run of a task and branch waits or runs at a time. */
export function runKey(task: string, branchId: string): string {
  return branchId === "" ? `schedule:${task}` : `schedule:${task}:${branchId}`;
}

/** After so many runs that failed one after the other somebody is told. */
export const FAILURES_TO_TELL = 3;

/** A run that is not over so long after it came up is late. */
export const LATE_MS = 30 * 60_000;

export function findTask(kind: string): (TimedTask & { kind: TaskKind }) | null {
  return TIMED_TASKS.find((task) => task.kind === kind) ?? null;
}
