import { join } from "node:path";
import { errorFacts, logOf } from "../logs.ts";
import { orAbsent } from "./durable.ts";

const log = logOf("server");

/** How many are looked at together while others wait for their turn. */
const AT_ONCE = 64;

/** All files together would come to more than they may. */
export class FilesFull extends Error {
  override readonly name = "FilesFull";
}

/**
 * What all files below a folder come to. They are counted once for each process, when it is first asked for; from then on the sum is
 * kept, since nobody else writes there while the server holds the folder's lock.
 */
export class Total {
  #bytes = 0;
  #counted: Promise<void> | null = null;

  constructor(private readonly dir: string) {}

  get bytes(): number {
    this.#counted ??= this.#count().catch((error) => {
      log.error("The files could not be counted", errorFacts(error));
    });
    return this.#bytes;
  }

  /** Resolves once everything is in the sum; at once where nobody has asked for it. */
  get counted(): Promise<void> {
    return this.#counted ?? Promise.resolve();
  }

  /** @throws FilesFull when it would come to more than `most` */
  add(bytes: number, most = Infinity): void {
    if (most !== Infinity && this.bytes + bytes > most) throw new FilesFull();
    if (this.#counted) this.#bytes += bytes;
  }

  /** What is written from now on is added by whoever writes it. */
  async #count(): Promise<void> {
    const began = await this.#timeOfDisk();
    for (const outer of await foldersIn(this.dir)) {
      for (const inner of await foldersIn(join(this.dir, outer))) {
        this.#bytes += await sizeIn(join(this.dir, outer, inner), began);
      }
    }
  }

  /** UTC milliseconds, as new files are dated. */
  async #timeOfDisk(): Promise<number> {
    const mark = await Deno.makeTempFile({ dir: this.dir });
    try {
      return (await Deno.stat(mark)).mtime?.getTime() ?? 0;
    } finally {
      await Deno.remove(mark);
    }
  }
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await orAbsent(Array.fromAsync(Deno.readDir(path)));
  return (entries ?? []).filter(({ name, isDirectory }) => isDirectory && /^[0-9a-f]{2}$/.test(name))
    .map(({ name }) => name);
}

async function sizeIn(folder: string, before: number): Promise<number> {
  const names = (await orAbsent(Array.fromAsync(Deno.readDir(folder))) ?? []).map(({ name }) => name);
  let bytes = 0;
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const found = await Promise.all(
      names.slice(at, at + AT_ONCE).map((name) => orAbsent(Deno.stat(join(folder, name)))),
    );
    for (const file of found) if (file?.mtime && file.mtime.getTime() < before) bytes += file.size;
  }
  return bytes;
}
