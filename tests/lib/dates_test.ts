import assert from "node:assert/strict";
import fc from "fast-check";
import {
  agoChangesAt,
  dayOf,
  dayStart,
  formatDate,
  formatWeekday,
  instantOf,
  isLocalDateTime,
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

Deno.test("a day whose midnight the clocks skip begins an hour later", () => {
  const start = dayStart("2028-09-03", "America/Santiago");
  assert.equal(new Date(start).toISOString(), "2028-09-03T04:00:00.000Z");
  assert.equal(localDateTime(start, "America/Santiago"), "2028-09-03T01:00");
  assert.equal(instantOf("2026-03-29T02:30", "Europe/Madrid"), Date.UTC(2026, 2, 29, 1, 30));
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
  assert.equal(formatDate(reading.now - 18 * 86_400_000, reading), "5 nov 2026", "as one writes it");
  assert.deepEqual(
    [
      formatWeekday("2026-11-29", "es"),
      formatWeekday("2026-11-29", "en"),
      formatWeekday("2026-11-29", "es", "short"),
    ],
    ["domingo 29 nov", "Sunday 29 Nov", "dom 29 nov"],
  );
  assert.equal(timeAgo(reading.now - 2 * 3_600_000, reading), "hace 2 h");
  assert.equal(timeAgo(reading.now - 65 * 86_400_000, reading), "hace 2 meses");
  assert.equal(timeAgo(reading.now + 3 * 86_400_000, { ...reading, locale: "en" }), "in 3 days");
});

Deno.test("age reads the same until it is said to change, and what lies ahead is not promised to", () => {
  const ages = fc.oneof(
    fc.integer({ min: 0, max: 2 * 3_600_000 }),
    fc.integer({ min: 0, max: 40_000_000_000 }),
  );
  fc.assert(fc.property(ages, fc.double({ min: 0, max: 1, noNaN: true }), (age, share) => {
    const at = DECADE.min;
    const now = at + age;
    const reading = { locale: "es" as const, timeZone: "UTC" };
    const until = agoChangesAt(at, now);
    const later = Math.min(until - 1, Math.floor(now + (until - now) * share));
    return until > now && timeAgo(at, { ...reading, now }) === timeAgo(at, { ...reading, now: later });
  }));
  assert.equal(agoChangesAt(DECADE.min + 1, DECADE.min), DECADE.min);
});

Deno.test("only days of the calendar are wall-clock times", () => {
  assert.ok(isLocalDateTime("2028-02-29T23:59"));
  for (
    const text of [
      "2026-02-29T10:00",
      "2026-02-30T10:00",
      "2026-04-01T24:30",
      "2026-04-01",
      "2026-04-01T10:00Z",
      "",
    ]
  ) {
    assert.ok(!isLocalDateTime(text), text);
  }
});

Deno.test("only names that exist are time zones", () => {
  assert.ok(isTimeZone("America/Montevideo"));
  assert.ok(!isTimeZone("America/Nowhere"));
});
