import assert from "node:assert/strict";
import fc from "fast-check";
import {
  dayOf,
  dayStart,
  formatDate,
  instantOf,
  isTimeZone,
  localDateTime,
  nextDay,
  timeAgo,
} from "../../src/lib/dates.ts";

const ZONES = [
  "America/Argentina/Buenos_Aires",
  "America/Santiago",
  "Europe/Madrid",
  "America/New_York",
  "UTC",
  "Asia/Kolkata",
];
const DECADE = { min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) };

Deno.test("a day begins at its first instant, whatever the clocks do", () => {
  fc.assert(fc.property(fc.integer(DECADE), fc.constantFrom(...ZONES), (ms, zone) => {
    const day = dayOf(ms, zone);
    const start = dayStart(day, zone);
    return start <= ms && ms < dayStart(nextDay(day), zone) && dayOf(start, zone) === day &&
      dayOf(start - 1, zone) !== day;
  }));
});

Deno.test("wall-clock time goes to the instant and back", () => {
  fc.assert(fc.property(fc.integer(DECADE), fc.constantFrom(...ZONES), (ms, zone) => {
    const local = localDateTime(ms, zone);
    return localDateTime(instantOf(local, zone), zone) === local;
  }));
});

Deno.test("people read dates in words", () => {
  const reading = {
    locale: "es" as const,
    timeZone: "America/Argentina/Buenos_Aires",
    now: Date.UTC(2026, 10, 23, 13),
  };
  assert.equal(formatDate(reading.now, reading), "23 nov 2026");
  assert.equal(timeAgo(reading.now - 2 * 3_600_000, reading), "hace 2 h");
  assert.equal(timeAgo(reading.now - 65 * 86_400_000, reading), "hace 2 meses");
  assert.equal(timeAgo(reading.now + 3 * 86_400_000, { ...reading, locale: "en" }), "in 3 days");
});

Deno.test("only names that exist are time zones", () => {
  assert.ok(isTimeZone("America/Montevideo"));
  assert.ok(!isTimeZone("America/Nowhere"));
});
