/** How stock moves. What is there is the sum of the moves; a correction is one more. */
export const MOVE_KINDS = ["receive", "reserve", "release", "consume", "return", "scrap", "adjust"] as const;
export type MoveKind = (typeof MOVE_KINDS)[number];

/** `faulty`: it came so; `broken_by_us`: the shop bears it. */
export const SCRAP_REASONS = ["faulty", "broken_by_us", "obsolete"] as const;
export type ScrapReason = (typeof SCRAP_REASONS)[number];

/** Where one piece of a serialised part is. */
export const UNIT_STATES = ["in_stock", "used", "scrapped", "missing"] as const;
export type UnitState = (typeof UNIT_STATES)[number];

/** What a branch has of a part, in thousandths. What is reserved is still there, for an order. */
export interface Balance {
  onHand: number;
  reserved: number;
}

export function available({ onHand, reserved }: Balance): number {
  return onHand - reserved;
}
