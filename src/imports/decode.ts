import { type FileEncoding, type SeparatorName, SEPARATORS } from "./import.ts";

/** By its mark, or else UTF-8 where the bytes are that, and what old Windows programs write where they are not. */
export function encodingOf(bytes: Uint8Array): FileEncoding {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const zeros = evenAndOddZeros(bytes.subarray(0, 2_000));
  if (zeros.odd > zeros.seen * 0.3) return "utf-16le";
  if (zeros.even > zeros.seen * 0.3) return "utf-16be";
  return isUtf8(bytes) ? "utf-8" : "windows-1252";
}

/** Bytes that do not fit show as U+FFFD. A mark in front is left out. */
export function decode(bytes: Uint8Array, encoding: FileEncoding): string {
  return new TextDecoder(encoding).decode(bytes);
}

/** The separator that parts the first lines into the most columns, as many in each. */
export function separatorOf(text: string): SeparatorName {
  const lines = text.slice(0, 20_000).split(/\r\n|\n|\r/).slice(0, 10).filter((line) => line.trim() !== "");
  const scored = (Object.keys(SEPARATORS) as SeparatorName[]).map((name) => {
    const counts = lines.map((line) => partsOf(line, SEPARATORS[name]));
    const [heading = 1] = counts;
    const even = counts.filter((count) => count === heading).length / Math.max(1, counts.length);
    return { name, score: heading > 1 ? heading * (0.2 + even) : 0 };
  });
  return scored.reduce((best, one) => one.score > best.score ? one : best).name;
}

function partsOf(line: string, separator: string): number {
  let [parts, quoted] = [1, false];
  for (const char of line) {
    if (char === '"') quoted = !quoted;
    else if (char === separator && !quoted) parts++;
  }
  return parts;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function evenAndOddZeros(bytes: Uint8Array): { even: number; odd: number; seen: number } {
  let [even, odd] = [0, 0];
  bytes.forEach((byte, at) => {
    if (byte !== 0) return;
    if (at % 2 === 0) even++;
    else odd++;
  });
  return { even, odd, seen: Math.max(1, bytes.length / 2) };
}
