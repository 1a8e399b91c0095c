/**
 * The long round of the API's contract: every operation asked thousands of times in a shop of its own, with what fits and what does
 * not, each answer held against the document. Part of `deno task soak`; by itself
 * `deno run -A tests/soak/contract.ts [cases an operation, 2000] [ids of operations, all]`.
 */
import { OPERATIONS } from "../../src/api/app.ts";
import { startWalk } from "../api/contract_walk.ts";

const [cases = "2000", ...ids] = Deno.args;
const CASES = Number(cases);
const ASKED = OPERATIONS.filter(({ id }) => ids.length === 0 || ids.includes(id));

const began = performance.now();
const totals = new Map<number, number>();
for (const operation of ASKED) {
  await using walk = await startWalk();
  const statuses = await walk.ask(operation, CASES);
  for (const [status, times] of statuses) totals.set(status, (totals.get(status) ?? 0) + times);
  console.log(`${operation.id}: ${told(statuses)}`);
}
console.log(
  `${ASKED.length} operations, ${CASES} cases each, ${Math.round((performance.now() - began) / 1_000)} s: ${
    told(totals)
  }`,
);

function told(statuses: ReadonlyMap<number, number>): string {
  return [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${times} × ${status}`).join(", ");
}
