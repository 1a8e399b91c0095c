import type { OrderStatus } from "./status.ts";

export interface Waited {
  status: OrderStatus;
  /** UTC milliseconds, as below. */
  hold_review_at: number | null;
  vendor_expected_at: number | null;
}

/** Whether the date has come to look at a pause again, or by which another workshop was to be done. */
export function dueReview(order: Waited, now: number): "review" | "vendor" | null {
  const passed = (at: number | null) => at !== null && at < now;
  if (order.status === "on_hold" && passed(order.hold_review_at)) return "review";
  return order.status === "outsourced" && passed(order.vendor_expected_at) ? "vendor" : null;
}
