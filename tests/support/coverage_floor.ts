import { percent, type Share } from "./lcov.ts";

/** Percent, to a tenth. */
export interface Floor {
  lines: number;
  branches: number;
  functions: number;
}

export const MEASURES = ["lines", "branches", "functions"] as const;

/** What fell below the floor, as sentences. */
export function belowFloor(now: Floor, floor: Floor): string[] {
  return MEASURES.filter((measure) => now[measure] < floor[measure])
    .map((measure) => `${measure}: ${now[measure]} %, the floor is ${floor[measure]} %`);
}

/** A floor never sinks. */
export function raised(now: Floor, floor: Floor): Floor {
  const higher = (measure: keyof Floor) => Math.max(now[measure], floor[measure]);
  return { lines: higher("lines"), branches: higher("branches"), functions: higher("functions") };
}

export function floorOf(shares: Record<keyof Floor, Share>): Floor {
  const tenth = (measure: keyof Floor) => Math.floor(percent(shares[measure]) * 10) / 10;
  return { lines: tenth("lines"), branches: tenth("branches"), functions: tenth("functions") };
}
