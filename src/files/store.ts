import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { orAbsent, syncFile, syncFolder } from "./durable.ts";
import { Total } from "./total.ts";

const HASH = /^[0-9a-f]{64}$/;
const INCOMING = "incoming";
/** One file for each content that no row may name yet, with the instant of that row where it is older. */
const UNNAMED = "unnamed";
const SWEPT_AT_ONCE = 5_000;

export interface StoredFile {
  /** SHA-256 of the content, 64 hex digits: the only name a file has. */
  hash: string;
  /** Bytes. */
  size: number;
}

export interface PutOptions {
  /** Where all files together would come to more bytes, FilesFull is thrown and nothing kept. */
  most?: number;
  /** Kept with it, or nothing is. */
  also?: readonly Uint8Array<ArrayBuffer>[];
  /** A row is about to name it, one made at that instant (UTC ms) where it is not new: where none does, `sweepUnnamed` removes it. */
  forRow?: boolean | { madeAt: number };
}

/** Private files by content. A file is either whole and durable or absent; a name is never taken from a person. */
export interface FileStore {
  /** Resolves when the bytes, and those of `also`, would survive a power cut. The same content is kept once. */
  put(bytes: Uint8Array<ArrayBuffer>, options?: PutOptions): Promise<StoredFile>;
  /** Bytes of all files together; at first, while they are being counted, of those that have been. Nothing waits for it. */
  used(): number;
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

type ForRow = NonNullable<PutOptions["forRow"]>;

interface NamedFile extends StoredFile {
  bytes: Uint8Array<ArrayBuffer>;
  path: string;
}

/** Opens, and creates where missing, the store below `dir`, readable by this user only. */
export async function openStore(dir: string): Promise<FileStore> {
  const incoming = join(dir, INCOMING);
  const unnamed = join(dir, UNNAMED);
  for (const folder of [incoming, unnamed]) await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const total = new Total(dir);
  /** The same content that comes twice at once is written once. */
  const writing = new Map<string, Promise<void>>();
  const inTurn = turns();
  const noteOf = (hash: string) => join(unnamed, hash);

  /** Whoever looks for what is there makes room for the rest before the next one looks. */
  function begun(
    files: readonly NamedFile[],
    { most, forRow }: { most: number; forRow: ForRow },
  ): Promise<Promise<void>[]> {
    return inTurn(async () => {
      const missing = await missingOf(files);
      total.add(missing.reduce((sum, { bytes }) => sum + bytes.length, 0), most);
      const notes: string[] = [];
      for (const file of files) {
        if (await note(file.hash, { forRow, isMissing: missing.includes(file) })) {
          notes.push(noteOf(file.hash));
        }
      }
      const noted = syncNotes(notes);
      for (const file of missing) writing.set(file.path, written(file, noted));
      return [noted, ...files.flatMap(({ path }) => writing.get(path) ?? [])];
    });
  }

  async function missingOf(files: readonly NamedFile[]): Promise<NamedFile[]> {
    const missing: NamedFile[] = [];
    for (const [at, file] of files.entries()) {
      if (files.findIndex(({ path }) => path === file.path) < at) continue;
      if (!writing.has(file.path) && await sizeOf(file.path) !== file.bytes.length) missing.push(file);
    }
    return missing;
  }

  /** What is there and not noted is kept for good, or has a row already. Answers whether it is noted. */
  async function note(
    hash: string,
    { forRow, isMissing }: { forRow: ForRow; isMissing: boolean },
  ): Promise<boolean> {
    if (!forRow) {
      await orAbsent(Deno.remove(noteOf(hash)));
      return false;
    }
    const before = await orAbsent(Deno.readTextFile(noteOf(hash)));
    if (!isMissing && before === null) return false;
    const madeAt = Math.min(typeof forRow === "object" ? forRow.madeAt : Infinity, instantIn(before));
    await Deno.writeTextFile(noteOf(hash), Number.isFinite(madeAt) ? `${madeAt}\n` : "\n", { mode: 0o600 });
    return true;
  }

  /** A power cut must not take the note and leave the file. */
  async function syncNotes(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    await Promise.all(paths.map((path) => orAbsent(syncFile(path))));
    await syncFolder(unnamed);
  }

  async function written({ bytes, path }: NamedFile, noted: Promise<void>): Promise<void> {
    try {
      await writeDurably(bytes, { incoming, path, noted });
    } catch (error) {
      total.add(-bytes.length);
      throw error;
    } finally {
      writing.delete(path);
    }
  }

  async function named(bytes: Uint8Array<ArrayBuffer>): Promise<NamedFile> {
    const hash = await sha256(bytes);
    return { bytes, hash, size: bytes.length, path: pathOf(dir, hash) };
  }

  /** The sum is known. */
  async function removed(hash: string): Promise<void> {
    const path = pathOf(dir, hash);
    const size = await sizeOf(path);
    if (size === null) return;
    if (await orAbsent(Deno.remove(path).then(() => true))) total.add(-size);
  }

  return {
    async put(bytes, { most = Infinity, also = [], forRow = false } = {}) {
      const file = await named(bytes);
      const others = await Promise.all(also.map(named));
      await Promise.all(await begun([file, ...others], { most, forRow }));
      return { hash: file.hash, size: file.size };
    },
    used: () => total.bytes,
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
      await total.counted;
      await removed(hash);
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
      await total.counted;
      const noted = (hash: string) => timeOf(noteOf(hash));
      const isOld = async (hash: string) => (await noted(hash) ?? Infinity) < olderThan;
      const old: string[] = [];
      for await (const { name } of Deno.readDir(unnamed)) if (await isOld(name)) old.push(name);
      let swept = 0;
      for (let at = 0; at < old.length; at += SWEPT_AT_ONCE) {
        const some = old.slice(at, at + SWEPT_AT_ONCE);
        let since = Infinity;
        for (const hash of some) {
          since = Math.min(
            since,
            await noted(hash) ?? Infinity,
            await timeOf(pathOf(dir, hash)) ?? Infinity,
            instantIn(await orAbsent(Deno.readTextFile(noteOf(hash)))),
          );
        }
        const kept = await named(some, since);
        for (const hash of some) {
          await inTurn(async () => {
            // Somebody may have put it anew while the rows were read.
            if (!await isOld(hash)) return;
            if (!kept.has(hash)) {
              await removed(hash);
              swept += 1;
            }
            await Deno.remove(noteOf(hash));
          });
        }
      }
      return swept;
    },
  };
}

/** Runs what is asked one after the other. */
function turns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(act: () => Promise<T>): Promise<T> => {
    const mine = last.then(act);
    last = mine.catch(() => {});
    return mine;
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

/** In a note; Infinity where it names none. */
function instantIn(note: string | null): number {
  return /^\d+$/m.test(note ?? "") ? Number(note) : Infinity;
}

interface Place {
  incoming: string;
  path: string;
  /** Awaited before the file has its name. */
  noted: Promise<void>;
}

async function writeDurably(bytes: Uint8Array, place: Place): Promise<void> {
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
    await place.noted;
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
