/**
 * The long rounds of the scheduler: hundreds of histories of two years, and three processes that look a thousand times each, on both
 * engines. Part of `deno task soak`.
 */
import fc from "fast-check";
import { FAKETIME, hostClock } from "../faults/host_clock.ts";
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

if (FAKETIME === null) console.log("The host's clock was not moved: Debian's libfaketime is not installed");
else {
  const turns = await hostClock({ patient: true });
  const told = Object.entries(turns).map(([shift, many]) => `${shift}: ${many}`).join(", ");
  console.log(`the host's clock jumps under a running server; turns of tasks, none twice: ${told}`);
}
