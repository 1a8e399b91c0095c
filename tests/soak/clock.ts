/**
 * The long rounds of the scheduler: hundreds of histories of two years, and three processes that look a thousand times each, on both
 * engines. Part of `deno task soak`.
 */
import fc from "fast-check";
import { movesKeepTheDay, schedulerHolds, threeProcesses } from "../tasks/scheduler.ts";

const TICKS = 1_000;
const ROUNDS = 500;

const began = performance.now();
await fc.assert(schedulerHolds(), { numRuns: ROUNDS });
await fc.assert(movesKeepTheDay(), { numRuns: ROUNDS });
console.log(
  `${ROUNDS} histories and ${ROUNDS} moves of a branch, ${Math.round((performance.now() - began) / 1_000)} s`,
);
await threeProcesses(TICKS);
if (Deno.env.has("TEST_POSTGRES_URL")) await threeProcesses(TICKS, "postgres");
console.log(`three processes, ${TICKS} looks each: every occurrence once`);
