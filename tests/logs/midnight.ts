/** A process of its own whose clock stands before midnight and is put past it once the first line is on the disk. */
import { closeLogs, logOf, openLogs } from "../../src/logs.ts";

const [dir = ""] = Deno.args;
const Clock = Date;
let ahead = Clock.UTC(2026, 10, 23, 23, 59, 30) - Clock.now();
globalThis.Date = class extends Clock {
  constructor(...given: [] | [number]) {
    super(...(given.length === 0 ? [Clock.now() + ahead] as const : given));
  }
  static override now = () => Clock.now() + ahead;
} as DateConstructor;

await openLogs({ dir, level: "info", console: "off" });
logOf("jobs").info("Before midnight");
logOf("email").error("Refused before midnight");
while (!(await written("app")).includes("Before") || !(await written("error")).includes("Refused")) {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
ahead += 3_600_000;
logOf("jobs").info("After midnight");
await closeLogs();

function written(file: string): Promise<string> {
  return Deno.readTextFile(`${dir}/${file}-2026-11-23.log`);
}
