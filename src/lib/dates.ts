import type { Locale } from "./locale.ts";

/** How a person reads instants: language and IANA time zone. */
export interface Reading {
  locale: Locale;
  timeZone: string;
}

const LANGUAGE = { es: "es-419", en: "en-GB" } as const satisfies Record<Locale, string>;
const formats = new Map<string, Intl.DateTimeFormat>();
const relatives = new Map<string, Intl.RelativeTimeFormat>();

function format(reading: Reading, kind: "date" | "datetime"): Intl.DateTimeFormat {
  const key = `${kind} ${reading.locale} ${reading.timeZone}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(LANGUAGE[reading.locale], {
    timeZone: reading.timeZone,
    year: "numeric",
    month: "short",
    day: "numeric",
    ...(kind === "date" ? {} : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  });
  formats.set(key, made);
  return made;
}

/** `23 nov 2026`. */
export function formatDate(ms: number, reading: Reading): string {
  return worded(`date ${reading.locale} ${reading.timeZone}`, ms, (at) => format(reading, "date").format(at));
}

/** `23 nov 2026, 10:42`. */
export function formatDateTime(ms: number, reading: Reading): string {
  return worded(
    `datetime ${reading.locale} ${reading.timeZone}`,
    ms,
    (at) => format(reading, "datetime").format(at),
  );
}

const MOST_WORDED = 5_000;
const wordings = new Map<string, Map<number, string>>();

/** Lists show the same figures again and again, and Intl takes as long to word one as the rest of its row takes. */
function worded(kind: string, figure: number, word: (figure: number) => string): string {
  let known = wordings.get(kind);
  if (!known || known.size >= MOST_WORDED) wordings.set(kind, known = new Map());
  const found = known.get(figure);
  if (found !== undefined) return found;
  const made = word(figure);
  known.set(figure, made);
  return made;
}

/** `14 h`, `2 h 30 min`, `35 min`; seconds are left out. */
export function formatSpan(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 || hours >= 10 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** `lunes 23 nov`, or `lun 23 nov`; of a calendar day, `YYYY-MM-DD`. */
export function formatWeekday(day: string, locale: Locale, weekday: "long" | "short" = "long"): string {
  const key = `${weekday} weekday ${locale}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(LANGUAGE[locale], {
    timeZone: "UTC",
    weekday,
    day: "numeric",
    month: "short",
  });
  formats.set(key, known);
  // Neither language parts them where a time follows: "el lunes 23 nov a las 10:00".
  return worded(key, Date.parse(`${day}T00:00Z`), (at) => known.format(at).replace(",", ""));
}

const STEPS = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** `hace 2 h`, `in 3 days`; `now` is the instant of reading. */
export function timeAgo(ms: number, reading: Reading & { now: number }): string {
  const distance = ms - reading.now;
  const step = STEPS.find(([, length]) => Math.abs(distance) >= length);
  const [unit, length] = step ?? ["second", Infinity];
  // Short months would read as minutes: "hace 2 m".
  const style = unit === "month" ? "long" : "short";
  return worded(
    `${unit} ${reading.locale}`,
    Math.trunc(distance / length),
    (count) => relative(reading.locale, style).format(count, unit),
  );
}

/** Until when `timeAgo` says the same of an instant: age is told in whole minutes, then in whole hours and their multiples. */
export function agoChangesAt(ms: number, now: number): number {
  const age = now - ms;
  if (age < 0) return now;
  const step = age < 3_600_000 ? 60_000 : 3_600_000;
  return ms + (Math.floor(age / step) + 1) * step;
}

function relative(locale: Locale, style: "short" | "long"): Intl.RelativeTimeFormat {
  const key = `${locale} ${style}`;
  const known = relatives.get(key);
  if (known) return known;
  const made = new Intl.RelativeTimeFormat(LANGUAGE[locale], { numeric: "auto", style });
  relatives.set(key, made);
  return made;
}

/** The calendar day (`YYYY-MM-DD`) of an instant in a time zone. */
export function dayOf(ms: number, timeZone: string): string {
  return localDateTime(ms, timeZone).slice(0, 10);
}

/** First instant of a calendar day (`YYYY-MM-DD`) in a time zone; the day's end is the start of the next one. */
export function dayStart(day: string, timeZone: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds;
}

export function nextDay(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Instant of a wall-clock time (`YYYY-MM-DDTHH:MM`) in a time zone; one that a change of clocks skips is as much later. */
export function instantOf(local: string, timeZone: string): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).epochMilliseconds;
}

/** `YYYY-MM-DDTHH:MM`: what a `datetime-local` field holds. */
export function localDateTime(ms: number, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDateTime();
  return local.toString({ smallestUnit: "minute" });
}

/** Whether a text is such a wall-clock time, of a day that the calendar has. */
export function isLocalDateTime(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return false;
  try {
    Temporal.PlainDateTime.from(text);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
