/** Public names of what other programs are told; once released a name keeps its meaning and shape for ever. */
export const EVENT_TYPES = [
  "order.announced",
  "order.received",
  "order.status_changed",
  "order.delivered",
  "order.cancelled",
  "order.assigned",
  "order.updated",
  "order.diagnosed",
  "order.parts_arrived",
  "quote.sent",
  "quote.viewed",
  "quote.approved",
  "quote.rejected",
  "quote.expired",
  "quote.superseded",
  "charge.recorded",
  "payment.recorded",
  "payment.refunded",
  "warranty.claimed",
  "client.created",
  "client.updated",
  "client.erased",
  "device.created",
  "device.updated",
  "device.owner_changed",
  "part.low",
  "print_job.failed",
  "alert.raised",
  "alert.cleared",
  "webhook.test",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** What an event is about: the row's kind and id. */
export interface EventSubject {
  kind: "order" | "client" | "device" | "part" | "print_job" | "alert" | "webhook";
  id: string;
}

/** An event as it is read back. */
export interface ShopEvent {
  /** UUIDv7; the `webhook-id` of its deliveries and the cursor of the feed. */
  id: string;
  type: EventType;
  /** UTC milliseconds. */
  occurredAt: number;
  /** By the schema of its type. */
  data: unknown;
}

/** What a webhook carries and the feed repeats, without the id. */
export function wireOf({ type, occurredAt, data }: ShopEvent) {
  return { type, timestamp: new Date(occurredAt).toISOString(), data };
}
