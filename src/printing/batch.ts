/** What can be done with several jobs of the dead-letter page at once. */
export const BATCH_ACTS = ["printed", "again", "dismiss", "move"] as const;
export type BatchAct = (typeof BATCH_ACTS)[number];
