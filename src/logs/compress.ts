import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

const pressed = promisify(gzip);
const unpressed = promisify(gunzip);

/** How much text goes into one part; a part is read whole. */
const PART_BYTES = 1_048_576;

/** Ten fixed bytes, the length of the field, its name `RP` and its length, the parts, how many bytes stand before the trailer's end. */
const HEAD = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255];
const EMPTY = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const FIELD_LIMIT = 65_000;

/** Where a part is: in the compressed file, and in the text. */
export interface GzipPart {
  at: number;
  bytes: number;
  textAt: number;
  textBytes: number;
}

/**
 * Writes `to` as gzip of `from`, which any program opens, in parts that are opened by themselves: a last, empty part carries in its extra
 * field (`RP`) how long each one is, compressed and not. So a day is read from its end without opening all of it.
 */
export async function compressInParts(from: string, to: string): Promise<void> {
  using source = await Deno.open(from, { read: true });
  using target = await Deno.open(to, { write: true, create: true, truncate: true });
  const lengths: number[] = [];
  const chunk = new Uint8Array(PART_BYTES);
  for (;;) {
    const filled = await fill(source, chunk);
    if (filled === 0) break;
    const part = await pressed(chunk.subarray(0, filled));
    await writeAll(target, part);
    lengths.push(part.length, filled);
  }
  if (lengths.length * 4 < FIELD_LIMIT) await writeAll(target, trailer(lengths));
  await target.sync();
}

/** The parts of a file of `compressInParts`; null where it has no index, which another program wrote or which has too many. */
export async function gzipParts(file: Deno.FsFile): Promise<GzipPart[] | null> {
  const { size } = await file.stat();
  if (size < HEAD.length + 2 + 8 + EMPTY.length) return null;
  const tail = await readAt(file, size - EMPTY.length - 4, 4 + EMPTY.length);
  const length = new DataView(tail.buffer).getUint32(0, true);
  if (length > size || EMPTY.some((byte, at) => tail[4 + at] !== byte)) return null;
  const bytes = await readAt(file, size - length, length);
  if (bytes.length < 24 || HEAD.some((byte, at) => bytes[at] !== byte)) return null;
  if (bytes[12] !== 0x52 || bytes[13] !== 0x50) return null;
  return partsOf(new DataView(bytes.buffer, 16, length - 16 - 4 - EMPTY.length), size - length);
}

/** The text of one part. */
export async function openPart(file: Deno.FsFile, part: GzipPart): Promise<Uint8Array> {
  return new Uint8Array(await unpressed(await readAt(file, part.at, part.bytes)));
}

export async function readAt(file: Deno.FsFile, at: number, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  await file.seek(at, Deno.SeekMode.Start);
  const found = new Uint8Array(bytes);
  return found.subarray(0, await fill(file, found));
}

function trailer(lengths: readonly number[]): Uint8Array {
  const field = lengths.length * 4 + 4;
  const bytes = new Uint8Array(HEAD.length + 2 + 4 + field + EMPTY.length);
  const view = new DataView(bytes.buffer);
  bytes.set(HEAD);
  view.setUint16(10, field + 4, true);
  bytes.set([0x52, 0x50], 12);
  view.setUint16(14, field, true);
  lengths.forEach((length, at) => view.setUint32(16 + at * 4, length, true));
  view.setUint32(16 + lengths.length * 4, bytes.length, true);
  bytes.set(EMPTY, bytes.length - EMPTY.length);
  return bytes;
}

function partsOf(view: DataView, end: number): GzipPart[] | null {
  const parts: GzipPart[] = [];
  let [at, textAt] = [0, 0];
  for (let place = 0; place < view.byteLength; place += 8) {
    const [bytes, textBytes] = [view.getUint32(place, true), view.getUint32(place + 4, true)];
    parts.push({ at, bytes, textAt, textBytes });
    at += bytes;
    textAt += textBytes;
  }
  return at === end ? parts : null;
}

async function fill(file: Deno.FsFile, into: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < into.length) {
    const read = await file.read(into.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return filled;
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
