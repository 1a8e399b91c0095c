/** Where ids and tokens come from; seeded in tests and for generated data. */
export interface Random {
  bytes(length: number): Uint8Array<ArrayBuffer>;
  /** UUIDv7 (RFC 9562) of the instant. */
  id(now: number): string;
}

export const systemRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  id: idsFrom(systemWords()),
};

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const hex = (byte: number) => BYTES[byte & 0xff] ?? "";

/**
 * Ids of one millisecond keep the order in which they were drawn. After the 48 bits of the instant comes a counter of 32
 * bits (RFC 9562, 6.2, method 1), which starts anywhere in its first 24; the last 42 bits are drawn for each id.
 */
function idsFrom(word: () => number): Random["id"] {
  let last = 0;
  let sequence = 0;
  return (now) => {
    if (now > last) {
      last = now;
      sequence = word() >>> 8;
    } else {
      sequence = (sequence + 1) >>> 0;
    }
    const [high, low] = [Math.floor(now / 0x1_0000), now % 0x1_0000];
    const [one, two] = [word(), word()];
    return hex(high >>> 24) + hex(high >>> 16) + hex(high >>> 8) + hex(high) + "-" +
      hex(low >>> 8) + hex(low) + "-" +
      hex(0x70 | sequence >>> 28) + hex(sequence >>> 20) + "-" +
      hex(0x80 | sequence >>> 14 & 0x3f) + hex(sequence >>> 6) + "-" +
      hex(sequence << 2 | one & 3) + hex(one >>> 24) + hex(one >>> 16) +
      hex(two >>> 24) + hex(two >>> 16) + hex(two >>> 8);
  };
}

/** Every id of the instant (UTC milliseconds) or a later one sorts behind this, every earlier one before it. */
export function idFloor(instant: number): string {
  const digits = Math.max(0, instant).toString(16).padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}

/** Of an id, as it was drawn (UTC milliseconds). */
export function instantOf(id: string): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** Drawn by the block: a call for each word costs more than the rest of an id. */
function systemWords(): () => number {
  const block = new Uint32Array(96);
  let used = block.length;
  return () => {
    if (used === block.length) {
      crypto.getRandomValues(block);
      used = 0;
    }
    return block[used++] ?? 0;
  };
}

/** Random bytes whose sequence is fixed by the seed (xorshift128): for generated data and tests, never for secrets. */
export function seededRandom(seed: number): Random & { next(): number } {
  let [x, y, z, w] = [seed >>> 0 || 1, 362436069, 521288629, 88675123];
  function draw(): number {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = (w ^ (w >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    return w;
  }
  for (let warm = 0; warm < 16; warm++) draw();
  function bytes(length: number): Uint8Array<ArrayBuffer> {
    const words = new Uint32Array(Math.ceil(length / 4));
    for (let at = 0; at < words.length; at++) words[at] = draw();
    return new Uint8Array(words.buffer, 0, length);
  }
  return { bytes, id: idsFrom(draw), next: () => draw() / 0x1_0000_0000 };
}
