import { errorFacts, logOf } from "../logs.ts";
import type { Tally } from "./task.ts";

const log = logOf("jobs");

/** Does the work for each thing; what one of them throws is logged and counted, and the others have their turn. */
export async function eachOf<T>(
  things: readonly T[],
  tally: Tally,
  work: (thing: T) => Promise<unknown>,
): Promise<void> {
  for (const thing of things) {
    try {
      await work(thing);
      tally.done += 1;
    } catch (error) {
      log.error("A task failed for one of its things", { thing, ...errorFacts(error) });
      tally.failed += 1;
      tally.error = error instanceof Error ? error.message : String(error);
    }
  }
}
