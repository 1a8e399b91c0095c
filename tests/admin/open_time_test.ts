import assert from "node:assert/strict";
import fc from "fast-check";
import { comingFirst, type Holiday, isHoliday } from "../../src/admin/holidays.ts";
import { calendarOf } from "../../src/admin/open_time.ts";
import type { OpenTime } from "../../src/admin/opening.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Zones whose clocks change at night, in the day's first hours, by half an hour, or never. */
const ZONES = [
  "America/Argentina/Buenos_Aires",
  "America/Santiago",
  "America/Havana",
  "Europe/Madrid",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "UTC",
];

Deno.test("only the hours of the opening days count, and no holiday", () => {
  const madrid: OpenTime = {
    opening: { days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" },
    holidays: [{ date: "2025-12-25", name: "Navidad", yearly: true }],
    timeZone: "Europe/Madrid",
  };
  const { between, after } = calendarOf(madrid);
  const friday = Date.parse("2026-10-23T17:00+02:00");
  const monday = Date.parse("2026-10-26T10:00+01:00");
  assert.equal(between(friday, monday), 2 * HOUR, "over the night on which the clocks go back");
  assert.equal(after(friday, 2 * HOUR), monday);
  assert.equal(after(friday, HOUR), Date.parse("2026-10-23T18:00+02:00"), "the last minute of a day");
  assert.equal(between(Date.parse("2026-12-24T00:00+01:00"), Date.parse("2026-12-28T00:00+01:00")), 9 * HOUR);
  assert.equal(between(monday, friday), 0, "never less than nothing");
  const closed = calendarOf({ ...madrid, opening: { ...madrid.opening, days: [] } });
  assert.equal(closed.between(friday, monday), 0);
  assert.equal(closed.after(friday, 1), null);
  assert.equal(closed.after(friday, 0), friday);
});

Deno.test("the calendar counts what a clock on the wall would, minute by minute", () => {
  fc.assert(
    fc.property(
      anOpenTime(),
      anInstant(),
      fc.integer({ min: 0, max: 9 * 24 * 60 }),
      (open, from, minutes) => {
        const until = from + minutes * MINUTE;
        assert.equal(calendarOf(open).between(from, until), minuteByMinute(open, from, until) * MINUTE);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("time that has been waited for is over at the first instant at which it is", () => {
  fc.assert(
    fc.property(anOpenTime(), anInstant(), fc.integer({ min: 1, max: 200 * HOUR }), (open, from, ms) => {
      const { between, after } = calendarOf(open);
      const at = after(from, ms);
      if (at === null) return assert.equal(open.opening.days.length, 0);
      assert.equal(between(from, at), ms);
      assert.equal(between(from, at - 1), ms - 1, "not before");
    }),
    { numRuns: 120 },
  );
});

Deno.test("time adds up, over years as well", () => {
  const instant = fc.integer({ min: Date.UTC(2019, 0, 1), max: Date.UTC(2032, 0, 1) });
  fc.assert(
    fc.property(anOpenTime(), fc.tuple(instant, instant, instant), (open, instants) => {
      const [a, b, c] = instants.toSorted((one, other) => one - other);
      assert.ok(a !== undefined && b !== undefined && c !== undefined);
      const { between } = calendarOf(open);
      assert.equal(between(a, b) + between(b, c), between(a, c));
    }),
    { numRuns: 50 },
  );
});

Deno.test("a yearly holiday returns from its own year on, one of a leap day when there is one", () => {
  const holidays: Holiday[] = [
    { date: "2026-05-25", name: "Patria", yearly: true },
    { date: "2024-02-29", name: "Bisiesto", yearly: true },
    { date: "2026-11-20", name: "Mudanza", yearly: false },
  ];
  const days = [
    "2025-05-25",
    "2026-05-25",
    "2031-05-25",
    "2025-02-28",
    "2028-02-29",
    "2026-11-20",
    "2027-11-20",
  ];
  assert.deepEqual(days.map((day) => isHoliday(day, holidays)), [
    false,
    true,
    true,
    false,
    true,
    true,
    false,
  ]);
  assert.deepEqual(
    comingFirst(holidays, "2026-11-23").map(({ holiday, day }) => `${holiday.name} ${day}`),
    ["Bisiesto 2027-02-29", "Patria 2027-05-25", "Mudanza 2026-11-20"],
  );
});

/** The slow way: every minute, as the branch's clock shows it. */
function minuteByMinute({ opening, holidays, timeZone }: OpenTime, from: number, until: number): number {
  const clock = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
    hourCycle: "h23",
  });
  let minutes = 0;
  for (let at = from; at < until; at += MINUTE) {
    const [day = "", time = ""] = clock.format(at).split(", ");
    const weekday = new Date(`${day}T12:00Z`).getUTCDay() || 7;
    const closed = holidays.some((one) =>
      one.yearly ? day.slice(5) === one.date.slice(5) && day >= one.date : day === one.date
    );
    if (opening.days.includes(weekday) && !closed && time >= opening.from && time < opening.to) minutes++;
  }
  return minutes;
}

/** Within a few days of a change of clocks somewhere, on a whole minute. */
function anInstant(): fc.Arbitrary<number> {
  const nights = [
    "2026-03-29",
    "2026-10-25",
    "2026-04-05",
    "2026-09-06",
    "2026-11-01",
    "2026-03-08",
  ];
  return fc.tuple(fc.constantFrom(...nights), fc.integer({ min: -4 * 24 * 60, max: 2 * 24 * 60 }))
    .map(([night, minutes]) => Date.parse(`${night}T00:00Z`) + minutes * MINUTE);
}

/** Opening hours that leave the night of the change out; those of workshops do. */
function anOpenTime(): fc.Arbitrary<OpenTime> {
  const hours = fc.tuple(fc.integer({ min: 4 * 4, max: 12 * 4 }), fc.integer({ min: 1, max: 11 * 4 }));
  const day = fc.integer({ min: -10, max: 10 })
    .map((days) => new Date(Date.UTC(2026, 9, 25) + days * DAY).toISOString().slice(0, 10));
  return fc.record({
    opening: fc.record({
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 7 }),
      hours,
    }).map(({ days, hours: [from, length] }) => ({
      days,
      from: clockText(from),
      to: clockText(from + length),
    })),
    holidays: fc.array(fc.record({ date: day, name: fc.constant(""), yearly: fc.boolean() }), {
      maxLength: 4,
    }),
    timeZone: fc.constantFrom(...ZONES),
  });
}

function clockText(quarters: number): string {
  return `${String(Math.floor(quarters / 4)).padStart(2, "0")}:${
    String((quarters % 4) * 15).padStart(2, "0")
  }`;
}
