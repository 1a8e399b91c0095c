/** What somebody does with a part of an order. */
export const PART_ACTS = ["use", "reserve", "return", "scrap", "drop"] as const;
export type PartAct = (typeof PART_ACTS)[number];
