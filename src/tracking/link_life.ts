import type { MessageKind } from "../mail/message.ts";
import { type OrderStatus, STATUS_GROUP } from "../orders/status.ts";

const DAY = 86_400_000;

export interface Linked {
  status: OrderStatus;
  closed_at: number | null;
  /** Last instant of its warranty, or of the one that it claims. */
  warrantyEndsAt: number | null;
}

/**
 * Until when a link that is opened now holds (UTC milliseconds): the shop's days from now on; once the order is closed from
 * then on, and for as long as the warranty lasts. An instant that has passed: none is opened any more.
 */
export function linksUntil(order: Linked, { now, days }: { now: number; days: number }): number {
  if (STATUS_GROUP[order.status] !== "closed") return now + days * DAY;
  return Math.max((order.closed_at ?? now) + days * DAY, order.warrantyEndsAt ?? 0);
}

/** What there is to tell along with the link. */
export function messageWithLink(
  status: OrderStatus,
): Extract<MessageKind, "order_received" | "order_ready" | "tracking_link"> {
  if (status === "ready") return "order_ready";
  return STATUS_GROUP[status] === "new" ? "order_received" : "tracking_link";
}
