/** What the client was asked for when a device was lent. */
export const AGREEMENTS = ["signed", "not_asked"] as const;
export type Agreement = (typeof AGREEMENTS)[number];

export type LoanerState = "free" | "lent" | "overdue" | "retired";

/** Derived from its loans: `dueAt` is of the one that has not come back, null when none is out. UTC milliseconds. */
export function loanerState(
  { active, dueAt }: { active: boolean; dueAt: number | null },
  now: number,
): LoanerState {
  if (dueAt !== null) return isOverdue(dueAt, now) ? "overdue" : "lent";
  return active ? "free" : "retired";
}

export function isOverdue(dueAt: number, now: number): boolean {
  return dueAt < now;
}
