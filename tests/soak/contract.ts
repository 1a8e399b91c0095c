/**
 * The long round of the API's contract: every operation asked thousands of times in a shop of its own, with what fits and what does
 * not, each answer held against the document. Part of `deno task soak`; by itself
 * `deno run -A tests/soak/contract.ts [cases an operation, 2000]`.
 */
import { OPERATIONS } from "../../src/api/app.ts";
import { startWalk } from "../api/contract_walk.ts";

const CASES = Number(Deno.args[0] ?? 2_000);

const began = performance.now();
const totals = new Map<number, number>();
for (const operation of OPERATIONS) {
  await using walk = await startWalk();
  const statuses = await walk.ask(operation, CASES);
  for (const [status, times] of statuses) totals.set(status, (totals.get(status) ?? 0) + times);
  console.log(`${operation.id}: ${told(statuses)}`);
}
console.log(
  `${OPERATIONS.length} operations, ${CASES} cases each, ${
    Math.round((performance.now() - began) / 1_000)
  } s: ${told(totals)}`,
);

function told(statuses: ReadonlyMap<number, number>): string {
  return [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${times} × ${status}`).join(", ");
}
