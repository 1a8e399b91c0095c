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
  const state = new Uint32Array([seed || 1, 362436069, 521288629, 88675123]);
  function next(): number {
    const [x = 0, y = 0, z = 0, w = 0] = state;
    const t = x ^ (x << 11);
    const made = (w ^ (w >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    state.set([y, z, w, made]);
    return made / 0x1_0000_0000;
  }
  for (let warm = 0; warm < 16; warm++) next();
  return { ...randomFrom((length) => Uint8Array.from({ length }, () => Math.floor(next() * 256))), next };
}
