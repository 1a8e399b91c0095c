/** An amount as the API says it. */
export interface JsonMoney {
  amount_minor: number;
  currency: string;
}

const DAY = 86_400_000;
const MOST_DAYS = 1_000;
const days = new Map<number, string>();
const TWO = Array.from({ length: 100 }, (_, at) => String(at).padStart(2, "0"));

/** RFC 3339 in UTC of an instant in milliseconds: as `Date` writes it, whose calendar is asked once a day. */
export function instant(ms: number): string {
  const day = Math.floor(ms / DAY);
  let date = days.get(day);
  if (date === undefined) {
    if (days.size >= MOST_DAYS) days.clear();
    date = new Date(day * DAY).toISOString().slice(0, -13);
    days.set(day, date);
  }
  const rest = Math.trunc(ms - day * DAY);
  const seconds = Math.floor(rest / 1000);
  const minutes = Math.floor(seconds / 60);
  const thousandths = rest % 1000;
  return `${date}${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds % 60]}.${
    Math.floor(thousandths / 100)
  }${TWO[thousandths % 100]}Z`;
}

/** RFC 3339 in UTC of an instant in milliseconds, null of none. */
export function instantText(ms: number | null): string | null {
  return ms === null ? null : instant(ms);
}
