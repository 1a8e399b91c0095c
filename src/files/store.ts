import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { orAbsent, syncFolder } from "./durable.ts";

const HASH = /^[0-9a-f]{64}$/;
const INCOMING = "incoming";
/** One empty file for each content that no row may name yet. */
const UNNAMED = "unnamed";
const SWEPT_AT_ONCE = 5_000;

export interface StoredFile {
  /** SHA-256 of the content, 64 hex digits: the only name a file has. */
  hash: string;
  /** Bytes. */
  size: number;
}

/** Private files by content. A file is either whole and durable or absent; a name is never taken from a person. */
export interface FileStore {
  /** Resolves when the bytes would survive a power cut. The same content is kept once. */
  put(bytes: Uint8Array<ArrayBuffer>): Promise<StoredFile>;
  /** The same, for content that a new row is about to name: where none does, `sweepUnnamed` removes it. */
  putForRow(bytes: Uint8Array<ArrayBuffer>): Promise<StoredFile>;
  /** Null when absent. Throws FileDamaged when the content no longer matches its name. */
  read(hash: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Null when absent. For large files: the content is not checked on the way. */
  stream(hash: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | null>;
  /** Where the file lies, or would. */
  pathOf(hash: string): string;
  /** The hashes of all that is kept, in no order. */
  list(): AsyncIterable<string>;
  /** Does nothing when absent. The caller knows that no row names the file any more. */
  remove(hash: string): Promise<void>;
  /** Clears what a killed process left half written before `olderThan` (UTC ms); answers how many. */
  sweepTemp(olderThan: number): Promise<number>;
  /** Removes what was last put for a row before `olderThan` (UTC ms) and has none. */
  sweepUnnamed(olderThan: number, named: RowsThatName): Promise<number>;
  /** Of the disk that it is on, in bytes. */
  space(): Promise<{ free: number; total: number }>;
}

/** Which of some hashes rows name; no row that does is older than `since` (UTC ms). */
export type RowsThatName = (hashes: string[], since: number) => Promise<Set<string>>;

export class FileDamaged extends Error {
  constructor(readonly hash: string) {
    super(`file ${hash} no longer matches its name`);
    this.name = "FileDamaged";
  }
}

/** Opens, and creates where missing, the store below `dir`, readable by this user only. */
export async function openStore(dir: string): Promise<FileStore> {
  const incoming = join(dir, INCOMING);
  const unnamed = join(dir, UNNAMED);
  for (const folder of [incoming, unnamed]) await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const oneAtATime = turns();

  async function keep(bytes: Uint8Array<ArrayBuffer>, hash: string): Promise<StoredFile> {
    const path = pathOf(dir, hash);
    if (await sizeOf(path) !== bytes.length) await writeDurably(bytes, { incoming, path });
    return { hash, size: bytes.length };
  }

  return {
    async put(bytes) {
      const hash = await sha256(bytes);
      return await oneAtATime(hash, async () => {
        await orAbsent(Deno.remove(join(unnamed, hash)));
        return await keep(bytes, hash);
      });
    },
    async putForRow(bytes) {
      const hash = await sha256(bytes);
      return await oneAtATime(hash, async () => {
        const note = join(unnamed, hash);
        // What is there and not noted has a row already.
        const isNew = await sizeOf(pathOf(dir, hash)) !== bytes.length || await sizeOf(note) !== null;
        if (isNew) await Deno.writeTextFile(note, "\n", { mode: 0o600 });
        return await keep(bytes, hash);
      });
    },
    async read(hash) {
      const bytes = await orAbsent(Deno.readFile(pathOf(dir, hash)));
      if (bytes && await sha256(bytes) !== hash) throw new FileDamaged(hash);
      return bytes;
    },
    async stream(hash) {
      const file = await orAbsent(Deno.open(pathOf(dir, hash)));
      return file && file.readable;
    },
    pathOf: (hash) => pathOf(dir, hash),
    async space() {
      const { bavail, blocks, bsize } = await statfs(dir);
      return { free: bavail * bsize, total: blocks * bsize };
    },
    list: () => listed(dir, 2),
    async remove(hash) {
      await orAbsent(Deno.remove(pathOf(dir, hash)));
    },
    async sweepTemp(olderThan) {
      let swept = 0;
      for await (const entry of Deno.readDir(incoming)) {
        const path = join(incoming, entry.name);
        const stat = await orAbsent(Deno.stat(path));
        if (!stat?.mtime || stat.mtime.getTime() >= olderThan) continue;
        await orAbsent(Deno.remove(path));
        swept += 1;
      }
      return swept;
    },
    async sweepUnnamed(olderThan, named) {
      const noted = (hash: string) => timeOf(join(unnamed, hash));
      const isOld = async (hash: string) => (await noted(hash) ?? Infinity) < olderThan;
      const old: string[] = [];
      for await (const { name } of Deno.readDir(unnamed)) if (await isOld(name)) old.push(name);
      let swept = 0;
      for (let at = 0; at < old.length; at += SWEPT_AT_ONCE) {
        const some = old.slice(at, at + SWEPT_AT_ONCE);
        let since = Infinity;
        for (const hash of some) {
          since = Math.min(since, await noted(hash) ?? Infinity, await timeOf(pathOf(dir, hash)) ?? Infinity);
        }
        const kept = await named(some, since);
        for (const hash of some) {
          await oneAtATime(hash, async () => {
            // Somebody may have put it anew while the rows were read.
            if (!await isOld(hash)) return;
            if (!kept.has(hash)) {
              await orAbsent(Deno.remove(pathOf(dir, hash)));
              swept += 1;
            }
            await Deno.remove(join(unnamed, hash));
          });
        }
      }
      return swept;
    },
  };
}

/** Runs what is asked under one name one after the other. */
function turns() {
  const last = new Map<string, Promise<unknown>>();
  return async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    const mine = (last.get(name) ?? Promise.resolve()).then(act, act);
    last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (last.get(name) === mine) last.delete(name);
    }
  };
}

/** Files `depth` folders down; what still comes in has no name yet. */
async function* listed(folder: string, depth: number): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (depth > 0 && isDirectory && /^[0-9a-f]{2}$/.test(name)) yield* listed(join(folder, name), depth - 1);
    else if (depth === 0 && HASH.test(name)) yield name;
  }
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

function pathOf(dir: string, hash: string): string {
  if (!HASH.test(hash)) throw new RangeError("a stored file is named by 64 hex digits");
  return join(dir, hash.slice(0, 2), hash.slice(2, 4), hash);
}

async function writeDurably(bytes: Uint8Array, place: { incoming: string; path: string }): Promise<void> {
  const folder = join(place.path, "..");
  const temp = join(place.incoming, crypto.randomUUID());
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const file = await Deno.open(temp, { write: true, createNew: true, mode: 0o600 });
    try {
      let written = 0;
      while (written < bytes.length) written += await file.write(bytes.subarray(written));
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(temp, place.path);
  } catch (error) {
    await orAbsent(Deno.remove(temp));
    throw error;
  }
  for (const dir of [folder, join(folder, ".."), join(folder, "..", "..")]) await syncFolder(dir);
}

async function timeOf(path: string): Promise<number | null> {
  return (await orAbsent(Deno.stat(path)))?.mtime?.getTime() ?? null;
}

async function sizeOf(path: string): Promise<number | null> {
  return (await orAbsent(Deno.stat(path)))?.size ?? null;
}
