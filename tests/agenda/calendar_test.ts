import assert from "node:assert/strict";
import { USUAL_OPENING } from "../../src/admin/opening.ts";
import { dayOr, weekOf, withinOpening } from "../../src/agenda/calendar.ts";

const TIME_ZONE = "America/Argentina/Buenos_Aires";
/** A wall-clock hour of 24 November 2026, a Tuesday. */
const at = (hour: number, minute = 0) => Date.UTC(2026, 10, 24, hour + 3, minute);

Deno.test("a week begins on Monday, also seen from Sunday and over the end of a month", () => {
  assert.deepEqual(weekOf("2026-11-29").slice(0, 2), ["2026-11-23", "2026-11-24"]);
  assert.deepEqual(weekOf("2026-11-30"), [
    "2026-11-30",
    "2026-12-01",
    "2026-12-02",
    "2026-12-03",
    "2026-12-04",
    "2026-12-05",
    "2026-12-06",
  ]);
});

Deno.test("an appointment fits into the opening hours whole or not at all", () => {
  const fits = (from: number, to: number) => withinOpening(USUAL_OPENING, { from, to, timeZone: TIME_ZONE });
  assert.ok(fits(at(9), at(9, 30)));
  assert.ok(fits(at(18, 30), at(19)));
  assert.ok(!fits(at(18, 45), at(19, 15)));
  assert.ok(!fits(at(8, 45), at(9, 15)));
  const sunday = Date.UTC(2026, 10, 29, 15);
  assert.ok(!fits(sunday, sunday + 1));
});

Deno.test("an address may name any day that there is", () => {
  assert.equal(dayOr("2026-02-28", "x"), "2026-02-28");
  for (const odd of [undefined, "", "2026-02-30", "2026-13-01", "hoy", "2026-1-1"]) {
    assert.equal(dayOr(odd, "x"), "x");
  }
});
