import { TIMING } from "../../printer-daemon/timing.ts";
import { sentence } from "../../views/printing/words.ts";
import { printingText } from "../../views/printing/text.ts";
import type { Fault, Shown } from "./fault_stage.ts";

const BEGIN = "<!-- faults: written by `deno task faults`, checked by the tests -->";
const END = "<!-- end of faults -->";
const HEAD = ["fault", "what the daemon does", "what staff see", "at most", "measured"];
const words = printingText.es;

/** Milliseconds until staff see a fault at the latest, with the timings that are shipped. */
export function latest(fault: Fault): number | null {
  return fault.within?.(TIMING) ?? null;
}

/** The table of the documents; `measured` in milliseconds, in the order of the faults. */
export function tableOf(faults: readonly Fault[], measured: readonly (number | null)[]): string {
  const rows = faults.map((fault, index) => [...fixedCells(fault), seconds(measured[index] ?? null)]);
  const lines = [HEAD, HEAD.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return [BEGIN, "", ...lines, "", END].join("\n");
}

/** All cells of a row but the measured one. */
export function fixedCells(fault: Fault): string[] {
  return [fault.name, fault.does, seen(fault.shows), seconds(latest(fault))];
}

/** The cells of the table in a document, row by row. Throws when it is not there. */
export function cellsIn(document: string): string[][] {
  const table = document.split(BEGIN)[1]?.split(END)[0];
  if (table === undefined) throw new Error("the document has no table of faults");
  return table.trim().split("\n").slice(2).map((line) =>
    line.split("|").slice(1, -1).map((cell) => cell.trim())
  );
}

/** The document with another table in the place of its own. */
export function withTable(document: string, table: string): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error("the document has no table of faults");
  return before + table + after;
}

function seen(shows: Shown): string {
  if ("nothing" in shows) return "–";
  if ("agent" in shows) return `«${words.printers.away("10:42")}»`;
  if ("printer" in shows) return `«${sentence(words.printerReasons[shows.printer])}»`;
  const note = shows.reason === undefined ? words.stateNotes[shows.job] : words.jobReasons[shows.reason];
  return `«${words.states[shows.job]}${note ? `: ${note}` : ""}»`;
}

function seconds(ms: number | null): string {
  return ms === null ? "–" : `${(ms / 1000).toFixed(2)} s`;
}
