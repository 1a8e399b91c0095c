import type { OrderStatus } from "../orders/status.ts";

export const TRACKING_STEPS = ["received", "diagnosis", "approval", "repair", "ready"] as const;
export type TrackingStep = (typeof TRACKING_STEPS)[number];

/** What a client is told of a status, without the shop's own words. */
export type TrackingMoment =
  | "received"
  | "diagnosing"
  | "approving"
  | "repairing"
  | "waiting_parts"
  | "paused"
  | "checking"
  | "ready"
  | "delivered"
  | "cancelled"
  | "abandoned";

const MOMENT = {
  draft: "received",
  received: "received",
  diagnosing: "diagnosing",
  awaiting_approval: "approving",
  approved: "repairing",
  awaiting_parts: "waiting_parts",
  repairing: "repairing",
  outsourced: "repairing",
  on_hold: "paused",
  quality_check: "checking",
  ready: "ready",
  delivered: "delivered",
  cancelled: "cancelled",
  abandoned: "abandoned",
} as const satisfies Record<OrderStatus, TrackingMoment>;

/** The step that is under way; null for orders that ended without one. */
const STEP = {
  draft: "received",
  received: "received",
  diagnosing: "diagnosis",
  awaiting_approval: "approval",
  approved: "repair",
  awaiting_parts: "repair",
  repairing: "repair",
  outsourced: "repair",
  on_hold: "repair",
  quality_check: "repair",
  ready: "ready",
  delivered: "ready",
  cancelled: null,
  abandoned: null,
} as const satisfies Record<OrderStatus, TrackingStep | null>;

export interface Progress {
  moment: TrackingMoment;
  /** Index of the step under way; -1 when there is none, the number of steps when all are done. */
  step: number;
}

/**
 * When each step was reached, in order (UTC milliseconds); null for those that were left out, that are still to come, or before
 * which the order went back.
 */
export function stepDates(moves: readonly { to: OrderStatus | null; at: number }[]): (number | null)[] {
  const dates: (number | null)[] = TRACKING_STEPS.map(() => null);
  for (const { to, at } of moves) {
    const name = to === null || to === "on_hold" ? null : STEP[to];
    if (name === null) continue;
    const step = TRACKING_STEPS.indexOf(name);
    dates.fill(null, step + 1);
    dates[step] ??= at;
  }
  return dates;
}

/** How far an order is, in five steps; a paused one stands where it was. */
export function progressOf(order: { status: OrderStatus; heldFrom: OrderStatus | null }): Progress {
  const moment = MOMENT[order.status];
  const at = STEP[order.status === "on_hold" ? order.heldFrom ?? "on_hold" : order.status];
  if (order.status === "delivered") return { moment, step: TRACKING_STEPS.length };
  return { moment, step: at === null ? -1 : TRACKING_STEPS.indexOf(at) };
}
