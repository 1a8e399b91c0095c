import { z } from "zod";

/** A day on which a branch stays closed: that one, or the same of every year. */
export const Holiday = z.object({
  /** `YYYY-MM-DD`; of a yearly one, the first. */
  date: z.iso.date(),
  name: z.string().max(80),
  yearly: z.boolean(),
});
export type Holiday = z.output<typeof Holiday>;

export const MOST_HOLIDAYS = 200;
const Holidays = z.array(Holiday).max(MOST_HOLIDAYS);

/** Whether a calendar day (`YYYY-MM-DD`) is one of them; a yearly one begins with its own year. */
export function isHoliday(day: string, holidays: readonly Holiday[]): boolean {
  return holidays.some(({ date, yearly }) =>
    date === day || (yearly && date < day && date.slice(4) === day.slice(4))
  );
}

/** In the order of the calendar from `today` (`YYYY-MM-DD`) on; those that are over come last. */
export function comingFirst(
  holidays: readonly Holiday[],
  today: string,
): { holiday: Holiday; day: string }[] {
  return holidays.map((holiday) => ({ holiday, day: nextDayOf(holiday, today) }))
    .sort((a, b) => Number(a.day < today) - Number(b.day < today) || (a.day < b.day ? -1 : 1));
}

function nextDayOf({ date, yearly }: Holiday, today: string): string {
  if (!yearly || date >= today) return date;
  const year = Number(today.slice(0, 4));
  const thisYear = `${year}${date.slice(4)}`;
  return thisYear >= today ? thisYear : `${year + 1}${date.slice(4)}`;
}

export const HOLIDAYS_KEY = "holidays";

/** Of the branch's own rows of `setting`. */
export function holidaysFrom(rows: readonly { key: string; value_json: string }[]): Holiday[] {
  const row = rows.find(({ key }) => key === HOLIDAYS_KEY);
  const parsed = row && Holidays.safeParse(JSON.parse(row.value_json));
  return parsed?.success ? parsed.data : [];
}
