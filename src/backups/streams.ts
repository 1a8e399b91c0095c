import { createHash } from "node:crypto";
import { BadBackup } from "./backup.ts";

export interface Measured {
  size: number;
  /** 64 hex digits. */
  sha256: string;
}

/** Writes a stream into a new file that its owner alone reads; resolves when it would survive a power cut. */
export async function writeFile(content: ReadableStream<Uint8Array>, path: string): Promise<Measured> {
  const hash = createHash("sha256");
  let size = 0;
  const file = await Deno.open(path, { write: true, create: true, truncate: true, mode: 0o600 });
  try {
    for await (const chunk of content) {
      hash.update(chunk);
      size += chunk.length;
      for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
    }
    await file.sync();
  } finally {
    file.close();
  }
  return { size, sha256: hash.digest("hex") };
}

export async function measure(content: ReadableStream<Uint8Array>): Promise<Measured> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest("hex") };
}

/** Whole, unless it is longer than it may be. @throws BadBackup */
export async function readBytes(
  content: ReadableStream<Uint8Array>,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of content) {
    length += chunk.length;
    if (length > most) throw new BadBackup("a part is longer than it may be");
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

export function packed(content: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  return content.pipeThrough(new CompressionStream("gzip") as TransformStream<Uint8Array, Uint8Array>);
}

export function unpacked(content: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  return content.pipeThrough(new DecompressionStream("gzip") as TransformStream<Uint8Array, Uint8Array>);
}
