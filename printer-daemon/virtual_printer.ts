import { join } from "node:path";
import { Connection } from "./connection.ts";
import { VirtualWire } from "./virtual_wire.ts";

const STX = "\x02";
const END = "\x03\r\n";
const IDLE =
  `${STX}030,0,0,0400,000,0,0,0,000,0,0,0${END}${STX}000,0,0,0,0,2,4,0,00000000,1,000${END}${STX}1234,0${END}`;
const HEALTHY =
  `${STX}\r\n  PRINTER STATUS\r\n  ERRORS:         0 00000000 00000000\r\n  WARNINGS:       0 00000000 00000000\r\n${END}`;

const COMMAND = /~H[A-Z]+|! U1 getvar "[^"]*"\r\n|\^XA[\s\S]*?\^XZ/;

/**
 * A printer for shops that have none yet: it answers like a healthy Zebra and puts each label into a folder, as
 * `<time>-<job>.zpl`. The same job is written once, however often it is sent.
 */
export class VirtualPrinter {
  constructor(readonly options: { dir: string; dotsPerMm: number; now: () => number }) {}

  /** Throws when the folder cannot be written. `job` names the label that this visit brings. */
  async open(job: string | null): Promise<Connection> {
    await Deno.mkdir(this.options.dir, { recursive: true });
    const decoder = new TextDecoder();
    let input = "";
    return new Connection(
      new VirtualWire(async (bytes) => {
        input += decoder.decode(bytes, { stream: true });
        let said = "";
        for (let found = COMMAND.exec(input); found; found = COMMAND.exec(input)) {
          input = input.slice(found.index + found[0].length);
          if (found[0].startsWith("^XA")) await this.#print(found[0], job);
          else said += await this.#answer(found[0]);
        }
        return said;
      }),
    );
  }

  async #answer(command: string): Promise<string> {
    if (command === "~HS") return IDLE;
    if (command === "~HQES") return HEALTHY;
    if (command === "~HI") return `${STX}VIRTUAL,1.0,${this.options.dotsPerMm},8192KB${END}`;
    if (command.includes("odometer.total_label_count")) return `"${await this.#odometer()}"`;
    if (command.includes("device.unique_id")) return `"VIRTUAL"`;
    return command.startsWith("!") ? `"?"` : "";
  }

  async #print(zpl: string, job: string | null): Promise<void> {
    const name = job ?? "label";
    for await (const entry of Deno.readDir(this.options.dir)) {
      if (job !== null && entry.name.endsWith(`-${job}.zpl`)) return;
    }
    const time = new Date(this.options.now()).toISOString().replace(/[:.]/g, "-");
    const file = join(this.options.dir, `${time}-${name}.zpl`);
    await Deno.writeTextFile(`${file}.part`, zpl);
    await Deno.rename(`${file}.part`, file);
  }

  /** The sum of the copies in the folder: it cannot disagree with what was written. */
  async #odometer(): Promise<number> {
    let count = 0;
    for await (const entry of Deno.readDir(this.options.dir)) {
      if (!entry.name.endsWith(".zpl")) continue;
      const zpl = await Deno.readTextFile(join(this.options.dir, entry.name));
      count += Number(/\^PQ(\d+)/.exec(zpl)?.[1] ?? 1);
    }
    return count;
  }
}
