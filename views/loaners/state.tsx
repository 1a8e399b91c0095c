import { type LoanerState, loanerState } from "../../src/loaners/loaner.ts";
import type { LoanerRow } from "../../src/loaners/queries.ts";
import { Chip, type Tone } from "../components/status.tsx";
import type { Viewer } from "../viewer.ts";
import { loanerText } from "./text.ts";

const TONE = {
  free: "ready",
  lent: "active",
  overdue: "problem",
  retired: "closed",
} as const satisfies Record<
  LoanerState,
  Tone
>;

export function LoanerChip({ viewer, loaner }: { viewer: Viewer; loaner: LoanerRow }) {
  const state = loanerState({ active: loaner.active, dueAt: loaner.out?.dueAt ?? null }, viewer.now);
  return <Chip small tone={TONE[state]} label={loanerText[viewer.locale].states[state]} />;
}

/** `Samsung A12 (35693…)`. */
export function loanerName({ name, serial }: { name: string; serial: string }): string {
  return serial === "" ? name : `${name} (${serial})`;
}
