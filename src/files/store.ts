import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { Total } from "./total.ts";

const HASH = /^[0-9a-f]{64}$/;
const INCOMING = "incoming";

export interface StoredFile {
  /** SHA-256 of the content, 64 hex digits: the only name a file has. */
  hash: string;
  /** Bytes. */
  size: number;
}

/** Private files by content. A file is either whole and durable or absent; a name is never taken from a person. */
export interface FileStore {
  /**
   * Resolves when the bytes would survive a power cut. The same content is kept once. Throws FilesFull, and keeps nothing, where all
   * files together would come to more than `most` bytes.
   */
  put(bytes: Uint8Array<ArrayBuffer>, most?: number): Promise<StoredFile>;
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
  /** Of the disk that it is on, in bytes. */
  space(): Promise<{ free: number; total: number }>;
}

export class FileDamaged extends Error {
  constructor(readonly hash: string) {
    super(`file ${hash} no longer matches its name`);
    this.name = "FileDamaged";
  }
}

/** Opens, and creates where missing, the store below `dir`, readable by this user only. */
export async function openStore(dir: string): Promise<FileStore> {
  const incoming = join(dir, INCOMING);
  await Deno.mkdir(incoming, { recursive: true, mode: 0o700 });
  const total = new Total(dir);
  /** The same content that comes twice at once is written once. */
  const writing = new Map<string, Promise<void>>();

  async function write(bytes: Uint8Array<ArrayBuffer>, path: string, most: number): Promise<void> {
    if (await sizeOf(path) === bytes.length) return;
    total.add(bytes.length, most);
    try {
      await writeDurably(bytes, { incoming, path });
    } catch (error) {
      total.add(-bytes.length);
      throw error;
    }
  }

  return {
    async put(bytes, most = Infinity) {
      const hash = await sha256(bytes);
      const path = pathOf(dir, hash);
      const under = writing.get(path);
      const written = under ?? write(bytes, path, most);
      if (!under) writing.set(path, written);
      try {
        await written;
      } finally {
        if (!under) writing.delete(path);
      }
      return { hash, size: bytes.length };
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
      const path = pathOf(dir, hash);
      await total.counted;
      const size = await sizeOf(path);
      if (size === null) return;
      await orAbsent(Deno.remove(path));
      total.add(-size);
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

/** A rename is durable only when the folder that names the file is. */
async function syncFolder(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  const folder = await Deno.open(path);
  try {
    await folder.sync();
  } finally {
    folder.close();
  }
}

async function sizeOf(path: string): Promise<number | null> {
  return (await orAbsent(Deno.stat(path)))?.size ?? null;
}

async function orAbsent<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
