import type { TemplateFields } from "../lib/template.ts";
import type { TemplateKind } from "./message.ts";

const SHOP = {
  "shop.name": "text",
  "branch.name": "text",
  "branch.address": "text",
  "branch.phone": "text",
  "client.name": "text",
} as const satisfies TemplateFields;

const ORDER = {
  ...SHOP,
  "order.number": "text",
  "order.device": "text",
  "order.fault": "text",
  "order.promised": "text",
  "order.url": "text",
  "order.status": "text",
} as const satisfies TemplateFields;

const QUOTE = {
  ...ORDER,
  "quote.revision": "text",
  "quote.total": "text",
  "quote.totals": ["option", "total"],
  "quote.valid_until": "text",
  "quote.url": "text",
} as const satisfies TemplateFields;

const PICKUP = {
  ...ORDER,
  "pickup.ready_since": "text",
  "pickup.balance": "text",
  "pickup.term_ends": "text",
  "pickup.term_over": "flag",
} as const satisfies TemplateFields;

const APPOINTMENT = {
  ...SHOP,
  "appointment.day": "text",
  "appointment.from": "text",
  "appointment.to": "text",
  "appointment.purpose": "text",
  "order.number": "text",
} as const satisfies TemplateFields;

/** What each kind of mail can name; what a mail says of them is made in `views/mail/values.ts`. */
export const MAIL_FIELDS: Readonly<Record<TemplateKind, TemplateFields>> = {
  order_received: {
    ...ORDER,
    several: "flag",
    count: "text",
    numbers: "text",
    orders: ["number", "device", "fault", "promised", "url"],
  },
  order_ready: PICKUP,
  pickup_notice: PICKUP,
  pickup_reminder: PICKUP,
  quote_sent: QUOTE,
  quote_reminder: QUOTE,
  quote_expired: QUOTE,
  documents: {
    ...ORDER,
    several: "flag",
    "document.title": "text",
    documents: ["title"],
  },
  tracking_link: ORDER,
  payment_link: { ...ORDER, "payment.amount": "text", "payment.url": "text" },
  status_updated: ORDER,
  payment_receipt: { ...ORDER, "payment.amount": "text", "payment.balance": "text" },
  delivered: { ...ORDER, "warranty.ends": "text" },
  preintake_link: { ...SHOP, "link.url": "text" },
  appointment_booked: APPOINTMENT,
  appointment_moved: APPOINTMENT,
  appointment_cancelled: APPOINTMENT,
  appointment_reminder: APPOINTMENT,
};
