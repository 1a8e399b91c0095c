import { v7 } from "uuid";

/** Where ids and tokens come from; seeded in tests and for generated data. */
export interface Random {
  bytes(length: number): Uint8Array<ArrayBuffer>;
  /** UUIDv7 (RFC 9562) of the instant. */
  id(now: number): string;
}

export const systemRandom: Random = randomFrom((length) => crypto.getRandomValues(new Uint8Array(length)));

/** Ids of one millisecond keep the order in which they were drawn. */
export function randomFrom(bytes: Random["bytes"]): Random {
  let last = 0;
  let sequence = 0;
  return {
    bytes,
    id(now) {
      const random = bytes(16);
      if (now > last) {
        last = now;
        sequence = ((random[6] ?? 0) << 16) | ((random[7] ?? 0) << 8) | (random[8] ?? 0);
      } else {
        sequence = (sequence + 1) >>> 0;
      }
      return v7({ msecs: now, seq: sequence, random });
    },
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
  return { ...randomFrom(bytes), next: () => draw() / 0x1_0000_0000 };
}
