import { dayOf, dayStart, nextDay } from "../lib/dates.ts";

const HOUR = 3_600_000;
const OPENS = 9 * HOUR;
const CLOSES = 19 * HOUR;

/** The opening of each working day (Monday to Saturday, 9 to 19) between two instants, oldest first. */
export function workingDays(from: number, until: number, timeZone: string): number[] {
  const days: number[] = [];
  for (let day = dayOf(from, timeZone); day <= dayOf(until, timeZone); day = nextDay(day)) {
    if (new Date(`${day}T00:00Z`).getUTCDay() !== 0) days.push(dayStart(day, timeZone) + OPENS);
  }
  return days;
}

export const WORKDAY_MS = CLOSES - OPENS;

/** The instant that many working milliseconds after another one; nights and Sundays do not count. */
export function afterWork(from: number, work: number, days: readonly number[]): number {
  let at = lastAtOrBefore(days, from);
  let start = at < 0 ? days[0] ?? from : Math.max(from, days[at] ?? from);
  let left = work;
  for (; at < days.length; at++) {
    const opens = days[Math.max(at, 0)] ?? start;
    start = Math.max(start, opens);
    const open = Math.max(0, opens + WORKDAY_MS - start);
    if (left <= open) return start + left;
    left -= open;
    start = days[Math.max(at, 0) + 1] ?? start + open + left;
  }
  return start;
}

/** Working milliseconds from one instant to another. */
export function workBetween(from: number, until: number, days: readonly number[]): number {
  let work = 0;
  for (let at = Math.max(0, lastAtOrBefore(days, from)); at < days.length; at++) {
    const opens = days[at] ?? until;
    if (opens >= until) break;
    work += Math.max(0, Math.min(until, opens + WORKDAY_MS) - Math.max(from, opens));
  }
  return work;
}

const QUARTER = HOUR / 4;

/** Like `dayOf`, for many instants: clocks everywhere are shifted by whole quarters of an hour, so each needs one look only. */
export function calendar(): typeof dayOf {
  const zones = new Map<string, Map<number, string>>();
  return (ms, timeZone) => {
    const days = zones.get(timeZone) ?? new Map<number, string>();
    zones.set(timeZone, days);
    const quarter = Math.floor(ms / QUARTER);
    const day = days.get(quarter) ?? dayOf(ms, timeZone);
    days.set(quarter, day);
    return day;
  };
}

function lastAtOrBefore(days: readonly number[], instant: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] ?? Infinity) <= instant) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
