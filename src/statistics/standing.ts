const DAY = 86_400_000;

/** The span of the sheet that says how open orders stand. */
export const NOW = "now";

/** Age in days from which on a group counts. */
export const AGE_GROUPS = [0, 3, 8, 16, 31, 61] as const;
export type AgeGroup = (typeof AGE_GROUPS)[number];

export function ageGroup(ms: number): AgeGroup {
  return AGE_GROUPS.findLast((from) => ms >= from * DAY) ?? 0;
}
