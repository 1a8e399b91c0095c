import { createHash } from "node:crypto";

export interface Measured {
  size: number;
  /** 64 hex digits. */
  sha256: string;
}

/** So much at a time goes to the disk: behind all of a large file at once a commit would wait. */
const SYNC_BYTES = 4 * 1_048_576;

/** Writes a stream into a new file that its owner alone reads; resolves when it would survive a power cut. */
export async function writeFile(content: ReadableStream<Uint8Array>, path: string): Promise<Measured> {
  const hash = createHash("sha256");
  let [size, synced] = [0, 0];
  const file = await Deno.open(path, { write: true, create: true, truncate: true, mode: 0o600 });
  try {
    for await (const chunk of content) {
      hash.update(chunk);
      size += chunk.length;
      for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
      if (size - synced < SYNC_BYTES) continue;
      await file.syncData();
      synced = size;
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

/** The same stream, and the SHA-256 of what has passed once it has ended. */
export function watched(
  content: ReadableStream<Uint8Array>,
): { content: ReadableStream<Uint8Array>; sha256: () => string } {
  const hash = createHash("sha256");
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, on) {
      hash.update(chunk);
      on.enqueue(chunk);
    },
  });
  return { content: content.pipeThrough(watch), sha256: () => hash.digest("hex") };
}

export function packed(content: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  return content.pipeThrough(new CompressionStream("gzip") as TransformStream<Uint8Array, Uint8Array>);
}

export function unpacked(content: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  return content.pipeThrough(new DecompressionStream("gzip") as TransformStream<Uint8Array, Uint8Array>);
}
