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

export interface PutOptions {
  /** Where all files together would come to more bytes, FilesFull is thrown and nothing kept. */
  most?: number;
  also?: readonly Uint8Array<ArrayBuffer>[];
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
  /** Of the disk that it is on, in bytes. */
  space(): Promise<{ free: number; total: number }>;
}

export class FileDamaged extends Error {
  constructor(readonly hash: string) {
    super(`file ${hash} no longer matches its name`);
    this.name = "FileDamaged";
  }
}

interface NamedFile extends StoredFile {
  bytes: Uint8Array<ArrayBuffer>;
  path: string;
}

/** Opens, and creates where missing, the store below `dir`, readable by this user only. */
export async function openStore(dir: string): Promise<FileStore> {
  const incoming = join(dir, INCOMING);
  await Deno.mkdir(incoming, { recursive: true, mode: 0o700 });
  const total = new Total(dir);
  /** The same content that comes twice at once is written once. */
  const writing = new Map<string, Promise<void>>();
  let looking: Promise<unknown> = Promise.resolve();

  /** Whoever looks for what is there makes room for the rest before the next one looks. */
  function begun(files: readonly NamedFile[], most: number): Promise<Promise<void>[]> {
    const begun = looking.then(async () => {
      const missing: NamedFile[] = [];
      for (const [at, file] of files.entries()) {
        if (files.findIndex(({ path }) => path === file.path) < at) continue;
        if (!writing.has(file.path) && await sizeOf(file.path) !== file.bytes.length) missing.push(file);
      }
      total.add(missing.reduce((sum, { bytes }) => sum + bytes.length, 0), most);
      for (const file of missing) writing.set(file.path, written(file));
      return files.flatMap(({ path }) => writing.get(path) ?? []);
    });
    looking = begun.catch(() => {});
    return begun;
  }

  async function written({ bytes, path }: NamedFile): Promise<void> {
    try {
      await writeDurably(bytes, { incoming, path });
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

  return {
    async put(bytes, { most = Infinity, also = [] } = {}) {
      const file = await named(bytes);
      const others = await Promise.all(also.map(named));
      await Promise.all(await begun([file, ...others], most));
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
      const path = pathOf(dir, hash);
      await total.counted;
      const size = await sizeOf(path);
      if (size === null) return;
      if (await orAbsent(Deno.remove(path).then(() => true))) total.add(-size);
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
