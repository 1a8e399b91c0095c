/** Plays every fault of the table with the shipped timings and writes what was measured into docs/printing.md. */
import { playFault } from "../tests/printer-daemon/fault_stage.ts";
import { tableOf, withTable } from "../tests/printer-daemon/fault_table.ts";
import { FAULTS } from "../tests/printer-daemon/faults.ts";

const DOCUMENT = new URL("../docs/printing.md", import.meta.url);
const PATIENCE_MS = 180_000;

const measured: (number | null)[] = [];
for (const fault of FAULTS) {
  const ms = await playFault(fault, { timing: {}, patience: PATIENCE_MS });
  measured.push(ms);
  console.log(`${fault.name}: ${ms === null ? "–" : `${Math.round(ms)} ms`}`);
}
await Deno.writeTextFile(DOCUMENT, withTable(await Deno.readTextFile(DOCUMENT), tableOf(FAULTS, measured)));
