import assert from "node:assert/strict";
import fc from "fast-check";
import { everyTurnComes, movesKeepTheDay, schedulerHolds, threeProcesses } from "./scheduler.ts";

Deno.test("over two years of clocks each occurrence runs once at most and nothing stays owed", () => {
  fc.assert(schedulerHolds(), { numRuns: 40 });
});

Deno.test("a branch that moves to another zone misses no day and doubles none", () => {
  fc.assert(movesKeepTheDay(), { numRuns: 15 });
});

for (const timeZone of ["America/Santiago", "Europe/Madrid", "America/New_York"]) {
  Deno.test(`every turn of two years comes in ${timeZone}, whatever its clocks do at night`, () => {
    assert.equal(everyTurnComes("30 2 * * *", timeZone), 730);
    assert.equal(everyTurnComes("0 8 L * *", timeZone), 24);
  });
}

Deno.test("three processes that look a hundred times each run an occurrence once", () => threeProcesses(100));
