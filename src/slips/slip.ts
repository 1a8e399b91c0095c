/** A number of a branch's series that was printed on paper before its order is known. */
export const SLIP_STATES = ["open", "used", "void"] as const;
export type SlipState = (typeof SLIP_STATES)[number];

/** Of one batch: what a pad has, and what one page shows. */
export const MOST_SLIPS = 100;
export const USUAL_SLIPS = 20;

const DAY = 86_400_000;

/** Whoever reserved numbers before this instant and has not used them should say what became of them. */
export function unusedSince(now: number, days: number): number {
  return now - days * DAY;
}
