import { Cron } from "croner";

export interface CronClock {
  /** IANA name. */
  timeZone: string;
  /** UTC milliseconds. */
  now: number;
}

const SECOND = 1_000;

/** Why an expression cannot be used; null when it can. Five fields, and an instant that comes within the next years. */
export function cronFault(pattern: string, clock: CronClock): "cron" | "cron_never" | null {
  if (pattern.trim().split(/\s+/).length !== 5) return "cron";
  try {
    return nextOccurrences(pattern, { ...clock, count: 1 }).length === 0 ? "cron_never" : null;
  } catch {
    return "cron";
  }
}

/** The last instant at or before `now` that the expression names, UTC milliseconds. */
export function latestOccurrence(pattern: string, { timeZone, now }: CronClock): number | null {
  const cron = new Cron(pattern, { timezone: timeZone, paused: true });
  const [latest] = cron.previousRuns(1, new Date(now + SECOND));
  return latest && latest.getTime() <= now ? latest.getTime() : null;
}

/** The next instants after `now`, the first one first. */
export function nextOccurrences(
  pattern: string,
  { timeZone, now, count }: CronClock & { count: number },
): number[] {
  const cron = new Cron(pattern, { timezone: timeZone, paused: true });
  return cron.nextRuns(count, new Date(now)).map((at) => at.getTime());
}
