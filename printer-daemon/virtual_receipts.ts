import { join } from "node:path";
import { Connection } from "./connection.ts";
import { VirtualWire } from "./virtual_wire.ts";

const WELL = "\x12";
const PROCESS_ID = "\x1d(H\x06\x0000";

/**
 * A receipt printer for shops that have none yet: it is always well and puts the bytes of each receipt into a folder, as
 * `<time>-<job>.escpos`. The same job is written once, however often it is sent.
 */
export class VirtualReceipts {
  constructor(readonly options: { dir: string; now: () => number }) {}

  /** Throws when the folder cannot be written. `job` names the receipt that this visit brings. */
  async open(job: string | null): Promise<Connection> {
    await Deno.mkdir(this.options.dir, { recursive: true });
    return new Connection(new VirtualWire((bytes) => this.#hear(bytes, job)));
  }

  async #hear(bytes: Uint8Array, job: string | null): Promise<string> {
    const text = String.fromCharCode(...bytes.subarray(0, PROCESS_ID.length + 4));
    if (text.startsWith("\x10\x04")) return WELL;
    if (text.startsWith("\x1dr")) return "\0";
    if (text.startsWith("\x1dI")) return "_VIRTUAL\0";
    if (text.startsWith(PROCESS_ID)) return `7"${text.slice(PROCESS_ID.length)}\0`;
    if (job !== null) await this.#keep(bytes, job);
    return "";
  }

  async #keep(bytes: Uint8Array, job: string): Promise<void> {
    for await (const entry of Deno.readDir(this.options.dir)) {
      if (entry.name.endsWith(`-${job}.escpos`)) return;
    }
    const time = new Date(this.options.now()).toISOString().replace(/[:.]/g, "-");
    const file = join(this.options.dir, `${time}-${job}.escpos`);
    await Deno.writeFile(`${file}.part`, bytes);
    await Deno.rename(`${file}.part`, file);
  }
}
