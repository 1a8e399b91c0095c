/**
 * `client`: one known client announces devices by it. `branch`: anybody does, from the shop's web page or a QR at its counter.
 * `announced`: shows what was announced to whoever did.
 */
export const PREINTAKE_LINK_KINDS = ["client", "branch", "announced"] as const;
export type PreintakeLinkKind = (typeof PREINTAKE_LINK_KINDS)[number];

/** How many days each holds. */
export const LINK_DAYS = { client: 30, branch: 365, announced: 60 } as const satisfies Record<
  PreintakeLinkKind,
  number
>;

/** Fewer than at the counter: a visit with more is talked about. */
export const MOST_ANNOUNCED = 5;

/** How often devices are announced through one link. */
export const LINK_LIMITS = {
  client: [{ most: 5, ms: 3_600_000 }, { most: 15, ms: 86_400_000 }],
  branch: [{ most: 40, ms: 3_600_000 }, { most: 200, ms: 86_400_000 }],
  announced: [],
} as const satisfies Record<PreintakeLinkKind, readonly { most: number; ms: number }[]>;
