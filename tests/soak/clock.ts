/**
 * The long rounds of the scheduler: hundreds of histories of two years, and three processes that look a thousand times each, on both
 * engines. Part of `deno task soak`.
 */
import fc from "fast-check";
import { movesKeepTheDay, schedulerHolds, threeProcesses } from "../tasks/scheduler.ts";

const TICKS = 1_000;
const ROUNDS = 500;

for (const [name, property] of [["histories", schedulerHolds()], ["moves", movesKeepTheDay()]] as const) {
  const began = performance.now();
  const { failed, seed, counterexample, errorInstance } = fc.check(property, { numRuns: ROUNDS });
  if (failed) {
    throw new Error(`${name}, seed ${seed}: ${JSON.stringify(counterexample)}`, { cause: errorInstance });
  }
  console.log(`${ROUNDS} ${name} of the scheduler, ${Math.round((performance.now() - began) / 1_000)} s`);
}
await threeProcesses(TICKS);
if (Deno.env.has("TEST_POSTGRES_URL")) await threeProcesses(TICKS, "postgres");
console.log(`three processes, ${TICKS} looks each: every occurrence once`);
