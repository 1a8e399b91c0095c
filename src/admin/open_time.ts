import { nextDay } from "../lib/dates.ts";
import { openOn, type OpenTime } from "./opening.ts";

/** Counts only the time during which a branch is open. All instants and spans are milliseconds. */
export interface Calendar {
  /** Open time from one instant to a later one. */
  between(from: number, until: number): number;
  /** The first instant by which it has been open for `ms` since `from`; null for a branch that hardly ever opens. */
  after(from: number, ms: number): number | null;
}

const byBranch = new WeakMap<OpenTime, Calendar>();
const byHours = new Map<string, Calendar>();
const MOST_KEPT = 100;
/** Beyond these years nobody waits for a repair. */
const LONGEST_YEARS = 20;

/** The calendar of a branch, kept as long as nothing of its hours changes. */
export function calendarOf(branch: OpenTime): Calendar {
  const known = byBranch.get(branch);
  if (known) return known;
  const { opening, holidays, timeZone } = branch;
  const key = JSON.stringify([opening, holidays, timeZone]);
  const calendar = byHours.get(key) ?? openCalendar({ opening, holidays, timeZone });
  if (byHours.size >= MOST_KEPT) byHours.clear();
  byHours.set(key, calendar);
  byBranch.set(branch, calendar);
  return calendar;
}

function openCalendar(open: OpenTime): Calendar {
  const years = new Map<number, Year>();
  const yearOf = (year: number): Year => {
    const known = years.get(year);
    if (known) return known;
    const made = openYear(year, open);
    years.set(year, made);
    return made;
  };
  return {
    between(from, until) {
      if (until <= from) return 0;
      let sum = 0;
      // A year on the branch's clock reaches into its neighbours on that of Greenwich.
      for (let year = utcYear(from) - 1; year <= utcYear(until) + 1; year++) {
        sum += openBefore(yearOf(year), until) - openBefore(yearOf(year), from);
      }
      return sum;
    },
    after(from, ms) {
      if (ms <= 0) return from;
      const first = utcYear(from) - 1;
      let left = ms;
      for (let year = first; year <= first + LONGEST_YEARS; year++) {
        const days = yearOf(year);
        const gone = openBefore(days, from);
        if (gone + left <= days.total) return instantAt(days, gone + left);
        left -= days.total - gone;
      }
      return null;
    },
  };
}

/** The open spans of a calendar year, in order; `before` is the open time of the year before each. */
interface Year {
  from: number[];
  to: number[];
  before: number[];
  total: number;
}

function openYear(year: number, open: OpenTime): Year {
  const days: Year = { from: [], to: [], before: [], total: 0 };
  for (let day = `${year}-01-01`; day.startsWith(`${year}-`); day = nextDay(day)) {
    const span = openOn(day, open);
    if (!span) continue;
    days.from.push(span.from);
    days.to.push(span.to);
    days.before.push(days.total);
    days.total += span.to - span.from;
  }
  return days;
}

function openBefore({ from, to, before, total }: Year, instant: number): number {
  const at = lastNotAfter(from, instant);
  const [opens, closes, gone] = [from[at], to[at], before[at]];
  if (opens === undefined || closes === undefined || gone === undefined) return at < 0 ? 0 : total;
  return gone + Math.min(instant, closes) - opens;
}

/** The first instant at which so much of the year's open time is gone. */
function instantAt({ from, before }: Year, gone: number): number {
  const at = lastNotAfter(before, gone);
  const full = before[at] === gone && at > 0 ? at - 1 : at;
  return (from[full] ?? 0) + gone - (before[full] ?? 0);
}

/** Index of the last value that is not greater, -1 when all are; the values ascend. */
function lastNotAfter(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function utcYear(instant: number): number {
  return new Date(instant).getUTCFullYear();
}
