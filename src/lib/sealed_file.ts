import { type Sealer, sealHolds } from "./seal.ts";

const MARK = "%REPARO-SEAL 1 ";
const LINE = /^%REPARO-SEAL 1 ([\w-]{43}) ([\w-]{86})\n$/;
/** Longer than the line of any seal. */
const TAIL = 200;

/** A file with its seal in a last line, which for a PDF is a comment that readers pass over. */
export interface SealedFile {
  /** Everything that the seal is over. */
  content: Uint8Array<ArrayBuffer>;
  publicKey: string;
  seal: string;
}

/** Adds the seal of every byte that comes before it. */
export function sealFile(bytes: Uint8Array, sealer: Sealer): Uint8Array<ArrayBuffer> {
  const content = concat(bytes, utf8("\n"));
  return concat(content, utf8(`${MARK}${sealer.publicKey} ${sealer.seal(sealedBytes(content))}\n`));
}

/** Takes a file and its seal apart, null when it carries none. */
export function readSealedFile(bytes: Uint8Array): SealedFile | null {
  const from = Math.max(0, bytes.length - TAIL);
  const tail = new TextDecoder("latin1").decode(bytes.subarray(from));
  const at = tail.lastIndexOf(MARK);
  const [, publicKey, seal] = at < 0 ? [] : LINE.exec(tail.slice(at)) ?? [];
  if (publicKey === undefined || seal === undefined) return null;
  return { content: new Uint8Array(bytes.subarray(0, from + at)), publicKey, seal };
}

/** Whether not a byte has changed since the file was sealed. */
export function fileIsIntact({ content, publicKey, seal }: SealedFile): boolean {
  return sealHolds(sealedBytes(content), { publicKey, seal });
}

/** The seal of a file can be taken for the seal of nothing else. */
function sealedBytes(content: Uint8Array): Uint8Array {
  return concat(utf8("reparo sealed file v1\n"), content);
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
