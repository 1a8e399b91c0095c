import { instantOf, isLocalDateTime } from "../lib/dates.ts";
import type { DateOrder } from "./import.ts";

const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(.+))?$/;
const WRITTEN = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T, ]+(.+))?$/;
const TIME = /^(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?$/;

const LONGEST_DATE = 60;

/**
 * Instant of `2026-11-26`, `2026-11-26 20:49`, `26/11/2026 20:49` by a clock, or of an RFC 3339 instant; noon where only a day is
 * written. Null for anything else, and for days that no calendar has.
 */
export function instantWritten(
  written: string,
  { order, timeZone }: { order: DateOrder; timeZone: string },
): number | null {
  const text = written.trim();
  if (text.length > LONGEST_DATE) return null;
  if (/T.*(Z|[+-]\d\d:\d\d)$/.test(text)) {
    const at = Date.parse(text);
    return Number.isNaN(at) ? null : at;
  }
  const [, year, month, day, time] = ISO.exec(text) ?? turned(WRITTEN.exec(text), order) ?? [];
  if (!year || !month || !day) return null;
  const [, hour, minute] = time === undefined ? ["", "12", "00"] : TIME.exec(time.trim()) ?? [];
  if (!hour || !minute) return null;
  const local = `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}`;
  return isLocalDateTime(local) ? instantOf(local, timeZone) : null;
}

function turned(found: RegExpExecArray | null, order: DateOrder): (string | undefined)[] | null {
  if (!found) return null;
  const [all, first, second, year, time] = found;
  return order === "day_first" ? [all, year, second, first, time] : [all, year, first, second, time];
}

function two(figures: string): string {
  return figures.padStart(2, "0");
}
