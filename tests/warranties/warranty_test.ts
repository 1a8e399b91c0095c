import assert from "node:assert/strict";
import { daysLeft, inForce } from "../../src/warranties/warranty.ts";

const TIME_ZONE = "America/Argentina/Buenos_Aires";
const at = (day: number, hour: number) => Date.UTC(2027, 1, day, hour);
/** The last instant of 22 February in Buenos Aires. */
const ENDS = at(23, 3) - 1;

Deno.test("days are those of the branch's calendar, and the last one counts as none", () => {
  const left = (now: number) => daysLeft(ENDS, { now, timeZone: TIME_ZONE });
  assert.equal(left(at(21, 12)), 1);
  assert.equal(left(at(22, 2)), 1, "the evening before");
  assert.equal(left(at(22, 3)), 0);
  assert.equal(left(ENDS), 0);
  assert.equal(left(ENDS + 1), -1);
  assert.equal(left(Date.UTC(2026, 10, 24, 12)), 90);
});

Deno.test("a warranty holds to the end of its last day", () => {
  assert.ok(inForce({ endsAt: ENDS }, ENDS));
  assert.ok(!inForce({ endsAt: ENDS }, ENDS + 1));
});
