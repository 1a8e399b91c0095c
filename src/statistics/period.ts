import { nextDay } from "../lib/dates.ts";

export const PERIODS = [
  "today",
  "yesterday",
  "7_days",
  "30_days",
  "90_days",
  "this_month",
  "last_month",
  "this_year",
  "365_days",
] as const;
export type Period = (typeof PERIODS)[number];

/** Calendar days (`YYYY-MM-DD`), both included. */
export interface Range {
  from: string;
  to: string;
}

/** The days of a period as of a day, the last of them at most that day. */
export function periodRange(period: Period, today: string): Range {
  const month = `${today.slice(0, 7)}-01`;
  const lastMonth = nextDay(month, -1);
  const ranges: Record<Period, Range> = {
    today: { from: today, to: today },
    yesterday: { from: nextDay(today, -1), to: nextDay(today, -1) },
    "7_days": { from: nextDay(today, -6), to: today },
    "30_days": { from: nextDay(today, -29), to: today },
    "90_days": { from: nextDay(today, -89), to: today },
    this_month: { from: month, to: today },
    last_month: { from: `${lastMonth.slice(0, 7)}-01`, to: lastMonth },
    this_year: { from: `${today.slice(0, 4)}-01-01`, to: today },
    "365_days": { from: nextDay(today, -364), to: today },
  };
  return ranges[period];
}

export function daysIn({ from, to }: Range): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}

/** As many days, just before. */
export function rangeBefore(range: Range): Range {
  return { from: nextDay(range.from, -daysIn(range)), to: nextDay(range.from, -1) };
}

/** The same days of the year before; the 29th of February becomes the 28th. */
export function rangeOfLastYear({ from, to }: Range): Range {
  const before = (day: string) => Temporal.PlainDate.from(day).subtract({ years: 1 }).toString();
  return { from: before(from), to: before(to) };
}

/** A longer range is told month by month. */
const MOST_DAYS_BY_DAY = 92;

export type Grain = "day" | "month";

export function grainOf(range: Range): Grain {
  return daysIn(range) > MOST_DAYS_BY_DAY ? "month" : "day";
}

/** The days or months (`YYYY-MM`) of a range. */
export function spansOfRange({ from, to }: Range, grain: Grain): string[] {
  const days = Array.from({ length: daysIn({ from, to }) }, (_, index) => nextDay(from, index));
  return grain === "day" ? days : [...new Set(days.map((day) => day.slice(0, 7)))];
}

/** The sheets that add up to a range: its whole months, and the days that are left over at both ends. */
export function sheetSpans(range: Range): string[] {
  const months = spansOfRange(range, "month");
  return months.flatMap((month) => {
    const [first, last] = [`${month}-01`, lastDay(month)];
    if (first >= range.from && last <= range.to) return [month];
    const part = { from: first > range.from ? first : range.from, to: last < range.to ? last : range.to };
    return spansOfRange(part, "day");
  });
}

function lastDay(month: string): string {
  const { daysInMonth } = Temporal.PlainYearMonth.from(month);
  return `${month}-${daysInMonth}`;
}
