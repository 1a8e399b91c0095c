import type { PlaceView, RunView, TaskView } from "../../src/tasks/queries.ts";
import { findTask, type RunState } from "../../src/tasks/task.ts";
import { Chip, type Tone } from "../components/status.tsx";
import type { Viewer } from "../viewer.ts";
import { taskText } from "./text.ts";

const TONE = {
  waiting: "waiting",
  running: "active",
  ok: "ready",
  partial: "problem",
  failed: "problem",
  skipped: "closed",
} as const satisfies Record<RunState, Tone>;

export function RunChip({ viewer, state }: { viewer: Viewer; state: RunState }) {
  return <Chip tone={TONE[state]} label={taskText[viewer.locale].states[state]} small />;
}

/** How a task stands in one place. */
export function PlaceChip({ viewer, task, place }: { viewer: Viewer; task: TaskView; place: PlaceView }) {
  const t = taskText[viewer.locale];
  if (place.late) return <Chip tone="problem" label={t.late} small />;
  if (place.open) return <RunChip viewer={viewer} state={place.open.state} />;
  if (!task.enabled) return <Chip tone="closed" icon="minus" label={t.off} small />;
  return place.last
    ? <RunChip viewer={viewer} state={place.last.state} />
    : <Chip tone="new" label={t.never} small />;
}

/** What a run came to, in one line: "12 sesiones, 1 falló". */
export function runWords({ locale }: Viewer, run: RunView): string {
  const t = taskText[locale];
  const task = findTask(run.task);
  if (run.state === "skipped") return t.skipped;
  if (run.state === "failed") return run.error;
  if (!task || run.finishedAt === null) return "";
  const [one, many] = t.tasks[task.kind].unit;
  const did = run.done === 0 ? t.didNothing : `${run.done} ${run.done === 1 ? one : many}`;
  return run.failed === 0
    ? did
    : `${run.done === 0 ? "" : `${did}, `}${t.alsoFailed(run.failed)}: ${run.error}`;
}

/** A place where something is wrong is looked at first. */
export function isTroubled({ late, failures, last }: PlaceView): boolean {
  return late || failures > 0 || last?.state === "partial";
}
