import { OPERATIONS } from "../../src/api/app.ts";
import { startWalk } from "./contract_walk.ts";

/** The long rounds are in `tests/soak/contract.ts`. */
const RUNS = 6;

Deno.test("every operation answers as the document says, whatever it is asked", async (t) => {
  await using walk = await startWalk();
  for (const operation of OPERATIONS) {
    await t.step(operation.id, () => walk.ask(operation, { runs: RUNS }));
  }
});
