import type { OrderStatus } from "../orders/status.ts";

export const CHECKLIST_PHASES = ["intake", "exit"] as const;
/** When a device is checked: as it comes in, or before it goes out. */
export type ChecklistPhase = (typeof CHECKLIST_PHASES)[number];

/** How addresses name a phase. */
export const PHASE_SLUG = { intake: "ingreso", exit: "salida" } as const satisfies Record<
  ChecklistPhase,
  string
>;

export function phaseOf(slug: string): ChecklistPhase | undefined {
  return CHECKLIST_PHASES.find((phase) => PHASE_SLUG[phase] === slug);
}

export const CHECK_RESULTS = ["ok", "fail", "untestable"] as const;
export type CheckResult = (typeof CHECK_RESULTS)[number];

export const MOST_CHECKS = 40;
export const CHECK_LENGTH = 120;

/** One point of a run: its words as they were when the run began. Instants are UTC milliseconds. */
export interface CheckItem {
  id: string;
  text: string;
  /** Null until somebody answers. */
  result: CheckResult | null;
  note: string;
  by: string;
  at: number | null;
}

export interface CheckRun {
  id: string;
  phase: ChecklistPhase;
  startedAt: number;
  closedAt: number | null;
  version: number;
  items: CheckItem[];
}

export interface CheckTally {
  ok: number;
  fail: number;
  untestable: number;
  open: number;
}

/** `explained`: every point that failed has a note. `none`: nothing is demanded. */
export type CheckState = "none" | "missing" | "failed" | "explained" | "passed";

export function tally(items: readonly Pick<CheckItem, "result">[]): CheckTally {
  const counted: CheckTally = { ok: 0, fail: 0, untestable: 0, open: 0 };
  for (const { result } of items) counted[result ?? "open"] += 1;
  return counted;
}

export function isComplete(run: Pick<CheckRun, "items">): boolean {
  return run.items.length > 0 && tally(run.items).open === 0;
}

/** The run that answers are written into. */
export function openRun(runs: readonly CheckRun[], phase: ChecklistPhase): CheckRun | undefined {
  return runs.findLast((run) => run.phase === phase && run.closedAt === null);
}

/** How the open run of a phase stands. `demanded`: the shop has a list for the device and wants it filled in. */
export function checkState(
  runs: readonly CheckRun[],
  phase: ChecklistPhase,
  demanded: boolean,
): CheckState {
  const run = openRun(runs, phase);
  if (!run || !isComplete(run)) return demanded ? "missing" : "none";
  const failed = run.items.filter((item) => item.result === "fail");
  if (failed.length === 0) return "passed";
  return failed.every((item) => item.note !== "") ? "explained" : "failed";
}

const CHECKED_IN: Record<ChecklistPhase, readonly OrderStatus[]> = {
  intake: ["draft", "received", "diagnosing"],
  exit: ["repairing", "quality_check"],
};

/** Whether points of the phase may be answered where the order stands; a pause changes nothing. */
export function mayCheck(
  phase: ChecklistPhase,
  order: { status: OrderStatus; held_from: OrderStatus | null },
): boolean {
  return CHECKED_IN[phase].includes(order.held_from ?? order.status);
}
