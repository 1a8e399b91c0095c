import { z } from "zod";
import { dayOf, instantOf } from "../lib/dates.ts";
import { type Holiday, isHoliday } from "./holidays.ts";

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "time" });

/** When a branch is open: the same hours on each of its days. 1 is Monday, 7 Sunday. */
export const Opening = z.object({
  days: z.array(z.int().min(1).max(7)).max(7),
  from: time,
  to: time,
});
export type Opening = z.output<typeof Opening>;

export const USUAL_OPENING: Opening = { days: [1, 2, 3, 4, 5, 6], from: "09:00", to: "19:00" };

/** All that decides when a branch is open. `timeZone` is an IANA name. */
export interface OpenTime {
  opening: Opening;
  holidays: readonly Holiday[];
  timeZone: string;
}

/** First and last instant of a calendar day (`YYYY-MM-DD`) at which the branch is open, null when it stays closed. */
export function openOn(
  day: string,
  { opening, holidays, timeZone }: OpenTime,
): { from: number; to: number } | null {
  const weekday = new Date(`${day}T00:00Z`).getUTCDay() || 7;
  if (!opening.days.includes(weekday) || isHoliday(day, holidays)) return null;
  const from = instantOf(`${day}T${opening.from}`, timeZone);
  const to = instantOf(`${day}T${opening.to}`, timeZone);
  return from < to ? { from, to } : null;
}

/** Since when the branch has been open without a break, null while it is closed. */
export function openSince(open: OpenTime, now: number): number | null {
  const today = openOn(dayOf(now, open.timeZone), open);
  return today && today.from <= now && now < today.to ? today.from : null;
}

export const OPENING_KEY = "opening";

/** Of the branch's own rows of `setting`; the usual hours until it has chosen others. */
export function openingFrom(rows: readonly { key: string; value_json: string }[]): Opening {
  const row = rows.find(({ key }) => key === OPENING_KEY);
  const parsed = row && Opening.safeParse(JSON.parse(row.value_json));
  return parsed?.success ? parsed.data : USUAL_OPENING;
}
