import type { EventReason } from "../src/printing/protocol.ts";

export type Verdict =
  | { kind: "printed" }
  | { kind: "resend"; copies: number; reason: EventReason }
  | { kind: "unknown"; reason: EventReason };

/**
 * What the printer's label counter proves about a format of `copies` labels whose connection was interrupted. Only for a
 * printer that is idle again: while it holds the format it will print it by itself.
 */
export function judge(counter: { before: number | null; after: number | null; copies: number }): Verdict {
  const { before, after, copies } = counter;
  if (before === null || after === null) return { kind: "unknown", reason: "no_evidence" };
  const out = after - before;
  if (out < 0) return { kind: "unknown", reason: "counter_went_back" };
  if (out >= copies) return { kind: "printed" };
  const reason = out === 0 ? "nothing_came_out" : "some_came_out";
  return { kind: "resend", copies: copies - out, reason };
}
