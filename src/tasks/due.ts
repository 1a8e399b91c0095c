import { latestOccurrence, nextOccurrences } from "./cron.ts";

/** What is known of a task in one place. */
export interface Memo {
  /** The latest occurrence that was claimed, UTC milliseconds. */
  occurrenceAt: number;
  /** The time zone by which it was reckoned; "" when nobody knows. */
  zone: string;
}

export interface Timing {
  pattern: string;
  timeZone: string;
  now: number;
  memo: Memo | null;
  /** Whoever changed the pattern or switched the task on meant what comes after that. */
  since: number;
  /** Whether a task that is new here has its last turn at once. */
  catchesUp: boolean;
}

/** A clock that was so far ahead had been wrong, and what was claimed by it says nothing. */
export const CLOCK_FAULT_MS = 3 * 3_600_000;

/** What a look at the clock comes to: nothing, a turn to claim, a task to begin, or that what was claimed is to be forgotten. */
export type Look = { act: "wait" | "begin" | "set_back" } | { act: "claim"; occurrence: number };

export function lookAt(timing: Timing): Look {
  if (timing.memo !== null && timing.memo.occurrenceAt > timing.now + CLOCK_FAULT_MS) {
    return { act: "set_back" };
  }
  if (timing.memo === null && !timing.catchesUp) return { act: "begin" };
  const occurrence = dueOccurrence(timing);
  return occurrence === null ? { act: "wait" } : { act: "claim", occurrence };
}

/**
 * The occurrence that is to be claimed now: the latest one, so that those missed are caught up once. After the zone has moved one that comes
 * sooner than half the usual time after the last is left out: 10:12 of the old place and 10:12 of the new one are the same turn.
 */
function dueOccurrence({ pattern, timeZone, now, memo, since }: Timing): number | null {
  const latest = latestOccurrence(pattern, { timeZone, now });
  if (latest === null || latest <= since || (memo !== null && latest <= memo.occurrenceAt)) return null;
  if (memo === null || memo.zone === "" || memo.zone === timeZone) return latest;
  const [next] = nextOccurrences(pattern, { timeZone, now: latest, count: 1 });
  const usual = next === undefined ? 0 : next - latest;
  return latest - memo.occurrenceAt < usual / 2 ? null : latest;
}
