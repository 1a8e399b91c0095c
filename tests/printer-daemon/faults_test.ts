import assert from "node:assert/strict";
import { cellsIn, fixedCells, latest } from "./fault_table.ts";
import { FAULTS } from "./faults.ts";
import { playFault } from "./fault_stage.ts";

const STAFF_SEE_WITHIN = 5_000;
/** A computer that is off says nothing: its silence has to last for a while. */
const SILENCE_IS_SEEN_WITHIN = 15_000;

for (const fault of FAULTS) {
  Deno.test(`fault: ${fault.name}`, async () => {
    await playFault(fault);
  });
}

Deno.test("with the shipped timings staff see every fault of a printer within five seconds", () => {
  for (const fault of FAULTS) {
    const limit = "agent" in fault.shows ? SILENCE_IS_SEEN_WITHIN : STAFF_SEE_WITHIN;
    const ms = latest(fault);
    assert.ok(ms === null || ms <= limit, `${fault.name}: ${ms} ms`);
    if ("printer" in fault.shows) assert.ok(ms !== null, `${fault.name}: no bound`);
  }
});

Deno.test("the table in the documents is the one that is played here, and what was measured keeps its bounds", async () => {
  const document = await Deno.readTextFile(new URL("../../docs/printing.md", import.meta.url));
  const rows = cellsIn(document);
  assert.deepEqual(rows.map((cells) => cells.slice(0, -1)), FAULTS.map(fixedCells), "run deno task faults");
  for (const [index, cells] of rows.entries()) {
    const fault = FAULTS[index] ?? assert.fail();
    const measured = cells.at(-1) ?? "";
    if ("nothing" in fault.shows || "agent" in fault.shows) continue;
    const ms = Number(/^(\d+\.\d\d) s$/.exec(measured)?.[1]) * 1000;
    assert.ok(ms <= (latest(fault) ?? STAFF_SEE_WITHIN), `${fault.name}: ${measured}`);
  }
});
