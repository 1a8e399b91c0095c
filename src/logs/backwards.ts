import { type GzipPart, gzipParts, openPart, readAt } from "./compress.ts";
import type { DayFile } from "./files.ts";

const BLOCK_BYTES = 65_536;
/** No line of ours is as long; one that is counts as its end alone. */
const LONGEST_LINE = 262_144;
const NEWLINE = 10;

export interface FoundLine {
  text: string;
  /** Where it begins in the text of its day, bytes. */
  at: number;
}

/** How much text was looked at; shared by the days of one search. */
export interface Looked {
  bytes: number;
}

/**
 * The lines of a day from its end to its beginning, or from before an offset; a block at a time, however long the day is. A compressed day
 * without an index (another program wrote it) is not read.
 */
export async function* linesBackwards(
  day: DayFile,
  { before, looked }: { before: number | null; looked: Looked },
): AsyncGenerator<FoundLine> {
  using file = await Deno.open(day.path, { read: true });
  const decoder = new TextDecoder();
  let rest: Uint8Array = new Uint8Array();
  let from = 0;
  for await (const block of blocks(file, day.compressed, before)) {
    looked.bytes += block.bytes.length;
    const bytes = joined(block.bytes, rest);
    let end = bytes.length;
    for (let at = end - 2; at >= 0; at--) {
      if (bytes[at] !== NEWLINE) continue;
      const text = decoder.decode(bytes.subarray(at + 1, end)).trimEnd();
      if (text !== "") yield { text, at: block.at + at + 1 };
      end = at + 1;
    }
    rest = bytes.slice(0, Math.min(end, LONGEST_LINE));
    from = block.at;
  }
  const text = decoder.decode(rest).trimEnd();
  if (text !== "") yield { text, at: from };
}

interface Block {
  bytes: Uint8Array;
  at: number;
}

async function* blocks(file: Deno.FsFile, compressed: boolean, before: number | null): AsyncGenerator<Block> {
  if (compressed) return yield* pressedBlocks(file, await gzipParts(file) ?? [], before ?? Infinity);
  let end = Math.min(before ?? Infinity, (await file.stat()).size);
  while (end > 0) {
    const at = Math.max(0, end - BLOCK_BYTES);
    yield { bytes: await readAt(file, at, end - at), at };
    end = at;
  }
}

async function* pressedBlocks(
  file: Deno.FsFile,
  parts: readonly GzipPart[],
  before: number,
): AsyncGenerator<Block> {
  for (const part of parts.toReversed().filter(({ textAt }) => textAt < before)) {
    const bytes = await openPart(file, part);
    yield { bytes: bytes.subarray(0, Math.min(bytes.length, before - part.textAt)), at: part.textAt };
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
