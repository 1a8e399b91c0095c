import { type Random, seededRandom } from "../lib/random.ts";

/** Choices that the seed fixes. */
export interface Dice extends Random {
  /** 0 ≤ n < 1. */
  next(): number;
  /** Whole number, both ends included. */
  between(low: number, high: number): number;
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** The first choices come up more often than the last ones. */
  pickEarly<T>(from: readonly T[]): T;
  some<T>(from: readonly T[], count: number): T[];
  digits(count: number): string;
}

export function dice(seed: number): Dice {
  const random = seededRandom(seed);
  const { next } = random;
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  function at<T>(from: readonly T[], index: number): T {
    const found = from[index];
    if (found === undefined) throw new RangeError("nothing to choose from");
    return found;
  }
  return {
    ...random,
    between,
    chance: (share) => next() < share,
    pick: (from) => at(from, Math.floor(next() * from.length)),
    pickEarly: (from) => at(from, Math.floor(next() * next() * from.length)),
    some(from, count) {
      const rest = [...from];
      return Array.from({ length: Math.min(count, rest.length) }, () => {
        const [taken] = rest.splice(Math.floor(next() * rest.length), 1);
        return taken;
      }).filter((one) => one !== undefined);
    },
    digits: (count) => Array.from({ length: count }, () => between(0, 9)).join(""),
  };
}
