import type { Opening } from "../admin/opening.ts";
import { dayOf, instantOf, isLocalDateTime, nextDay } from "../lib/dates.ts";

export const AGENDA_VIEWS = ["day", "week"] as const;
export type AgendaView = (typeof AGENDA_VIEWS)[number];

/** 1 is Monday, 7 Sunday. */
export function weekday(day: string): number {
  return new Date(`${day}T00:00Z`).getUTCDay() || 7;
}

/** The seven days of a day's week, Monday first; days are `YYYY-MM-DD`. */
export function weekOf(day: string): string[] {
  const monday = nextDay(day, 1 - weekday(day));
  return Array.from({ length: 7 }, (_, index) => nextDay(monday, index));
}

export function isOpenOn(opening: Opening, day: string): boolean {
  return opening.days.includes(weekday(day));
}

/** Whether the branch is open the whole time; instants are UTC milliseconds. */
export function withinOpening(
  opening: Opening,
  { from, to, timeZone }: { from: number; to: number; timeZone: string },
): boolean {
  const day = dayOf(from, timeZone);
  if (!isOpenOn(opening, day)) return false;
  return from >= instantOf(`${day}T${opening.from}`, timeZone) &&
    to <= instantOf(`${day}T${opening.to}`, timeZone);
}

/** A day that the calendar has, else the other one. */
export function dayOr(typed: string | undefined, other: string): string {
  return typed && isLocalDateTime(`${typed}T00:00`) ? typed : other;
}
