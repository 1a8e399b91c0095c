import type { OrderStatus } from "./status.ts";

export interface Waited {
  status: OrderStatus;
  /** UTC milliseconds, as below. */
  hold_review_at: number | null;
  vendor_expected_at: number | null;
}

/** The last instant at which nobody has to look at it again; Infinity where no date was given. */
export function reviewAfter({ status, hold_review_at, vendor_expected_at }: Waited): number {
  if (status === "on_hold") return hold_review_at ?? Infinity;
  return status === "outsourced" ? vendor_expected_at ?? Infinity : Infinity;
}

/** Whether the date has come to look at a pause again, or by which another workshop was to be done. */
export function dueReview(order: Waited, now: number): "review" | "vendor" | null {
  if (now <= reviewAfter(order)) return null;
  return order.status === "on_hold" ? "review" : "vendor";
}
