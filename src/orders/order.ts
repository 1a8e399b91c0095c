export const PRIORITIES = ["low", "normal", "high", "urgent"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** What is recorded in the history of an order, in the order's own words. */
export const ORDER_EVENT_KINDS = [
  "announced",
  "imported",
  "received",
  "status_moved",
  "move_undone",
  "assigned",
  "edited",
  "diagnosis_written",
  "quote_drafted",
  "quote_discarded",
  "quote_sent",
  "quote_opened_in_whatsapp",
  "quote_viewed",
  "quote_approved",
  "quote_rejected",
  "quote_expired",
  "quote_superseded",
  "note_added",
  "photo_added",
  "payment_recorded",
  "charge_recorded",
  "label_requested",
  "label_printed",
  "message_queued",
  "message_sent",
  "message_failed",
  "whatsapp_opened",
  "client_told",
  "telling_postponed",
  "telling_dismissed",
  "telling_resumed",
  "secret_revealed",
  "secret_purged",
  "tracking_link_created",
  "tracking_link_revoked",
  "delivered",
  "parts_planned",
  "parts_reserved",
  "parts_released",
  "parts_arrived",
  "part_used",
  "part_returned",
  "part_scrapped",
  "checklist_filled",
  "time_recorded",
  "time_corrected",
  "postponed",
  "warranty_claimed",
  "loaner_lent",
  "loaner_returned",
  "appointment_booked",
  "appointment_moved",
  "appointment_arrived",
  "appointment_cancelled",
  "client_message",
  "client_message_seen",
  "photo_shared",
] as const;
export type OrderEventKind = (typeof ORDER_EVENT_KINDS)[number];

export const PAYMENT_METHODS = ["cash", "transfer", "card", "mercado_pago", "other"] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

export const APPROVAL_CHANNELS = ["phone", "counter", "whatsapp", "email"] as const;
export type ApprovalChannel = (typeof APPROVAL_CHANNELS)[number];

/** `S01-000052`: branch code, series-wide sequence. What a label's barcode holds, so only `[A-Z0-9-]`. */
export function orderNumber(branchCode: string, sequence: number): string {
  return `${branchCode}-${String(sequence).padStart(6, "0")}`;
}
