import { z } from "zod";
import { ALERT_KINDS, ALERT_SUBJECTS } from "../alerts/alert.ts";
import { ORDER_OUTCOMES, ORDER_STATUSES } from "../orders/status.ts";
import { PAYMENT_METHODS } from "../orders/order.ts";
import { NEEDS_STAFF } from "../printing/print_job.ts";
import { PAYMENT_KINDS } from "../payments/payment.ts";
import type { EventType } from "./event.ts";

const id = z.uuid().meta({ description: "Id of the row" });
const instant = z.iso.datetime().meta({ description: "RFC 3339, UTC" });
const status = z.enum(ORDER_STATUSES);

const money = z.strictObject({
  amount_minor: z.int().meta({ description: "Whole minor units of the currency" }),
  currency: z.string().length(3),
});

const order = z.strictObject({
  number: z.string().meta({ description: "As the API addresses it: S01-000052" }),
  branch: z.string().meta({ description: "Code of the branch" }),
  status,
  outcome: z.enum(ORDER_OUTCOMES).nullable(),
  client_id: id,
  device_id: id,
  technician_id: id.nullable(),
  received_at: instant,
  promised_at: instant.nullable(),
}).meta({ description: "The order just after the event" });

const quote = z.strictObject({ id, revision: z.int().positive() });
const payment = z.strictObject({
  id,
  kind: z.enum(PAYMENT_KINDS),
  method: z.enum(PAYMENT_METHODS),
  amount: money,
});

const alert = z.strictObject({
  id,
  kind: z.enum(ALERT_KINDS),
  branch: z.string().meta({ description: "Code of the branch" }),
  subject: z.strictObject({
    kind: z.enum(ALERT_SUBJECTS),
    id: z.string().meta({ description: "Of the row, or what the kind has in its place" }),
  }),
  opened_at: instant,
  closed_at: instant.nullable(),
});

const ORDER = {
  number: "S01-000052",
  branch: "S01",
  status: "repairing",
  outcome: null,
  client_id: "019ab0d2-6c00-7a10-8f3e-5d2b7c9e1a01",
  device_id: "019ab0d2-6c00-7a10-8f3e-5d2b7c9e1a02",
  technician_id: "019ab0d2-6c00-7a10-8f3e-5d2b7c9e1a03",
  received_at: "2026-11-23T13:00:00.000Z",
  promised_at: null,
} as const satisfies z.input<typeof order>;
const QUOTE = { id: "019ab0d2-6c00-7a10-8f3e-5d2b7c9e1a04", revision: 1 };
const PAYMENT = {
  id: "019ab0d2-6c00-7a10-8f3e-5d2b7c9e1a05",
  kind: "payment",
  method: "cash",
  amount: { amount_minor: 4_850_000, currency: "ARS" },
} as const;
const CLIENT = { client: { id: ORDER.client_id } };
const DEVICE = { device: { id: ORDER.device_id } };

const ALERT = {
  id: "019ab0d2-6c00-7a10-8f3e-5d2b7c9e1a09",
  kind: "disk_low",
  branch: "S01",
  subject: { kind: "disk", id: "data" },
  opened_at: "2026-11-23T13:00:00.000Z",
  closed_at: null,
} as const satisfies z.input<typeof alert>;

const ofAlert = z.strictObject({ alert });
const ofOrder = z.strictObject({ order });
const ofQuote = z.strictObject({ order, quote });
const ofClient = z.strictObject({ client: z.strictObject({ id }) });
const ofDevice = z.strictObject({ device: z.strictObject({ id }) });
const ofPayment = z.strictObject({ order, payment });

/** What an event says: its schema, one example that fits it, and when it happens. */
export interface EventSpec {
  schema: z.ZodType;
  example: unknown;
  summary: string;
}

/**
 * The contract of every event. None carries a name, a phone or a text that somebody wrote, a cost or what unlocks a device: what a
 * receiver may know besides it reads through the API by the ids.
 */
export const EVENTS = {
  "order.announced": {
    summary: "A device was announced; it has a number and is yet to come",
    schema: ofOrder,
    example: { order: { ...ORDER, status: "draft", technician_id: null } },
  },
  "order.received": {
    summary: "A device was received",
    schema: z.strictObject({
      order,
      warranty_of: z.string().nullable().meta({
        description: "Number of the order whose warranty it claims",
      }),
    }),
    example: { order: { ...ORDER, status: "received", technician_id: null }, warranty_of: null },
  },
  "order.status_changed": {
    summary: "An order moved to another status, also when it was delivered or cancelled",
    schema: z.strictObject({
      order,
      from: status,
      to: status,
      undone: z.boolean().meta({ description: "True when a move was taken back within half a minute" }),
    }),
    example: { order: ORDER, from: "approved", to: "repairing", undone: false },
  },
  "order.delivered": {
    summary: "A device went home",
    schema: ofOrder,
    example: { order: { ...ORDER, status: "delivered", outcome: "repaired" } },
  },
  "order.cancelled": {
    summary: "An order was cancelled",
    schema: ofOrder,
    example: { order: { ...ORDER, status: "cancelled", outcome: "withdrawn" } },
  },
  "order.assigned": {
    summary: "An order got another technician, or none",
    schema: ofOrder,
    example: { order: ORDER },
  },
  "order.updated": {
    summary: "What was written at the counter was corrected",
    schema: z.strictObject({
      order,
      changed: z.array(z.string()).meta({ description: "Names of the fields" }),
    }),
    example: { order: ORDER, changed: ["priority", "promised_at"] },
  },
  "order.diagnosed": {
    summary: "A diagnosis was written",
    schema: z.strictObject({ order, finding: z.string().nullable() }),
    example: { order: { ...ORDER, status: "diagnosing" }, finding: "repairable" },
  },
  "order.parts_arrived": {
    summary: "All the parts that an order waited for lie reserved",
    schema: ofOrder,
    example: { order: { ...ORDER, status: "awaiting_parts" } },
  },
  "quote.sent": {
    summary: "An offer is in force and waits for the client's answer",
    schema: z.strictObject({ order, quote, valid_until: instant.nullable() }),
    example: {
      order: { ...ORDER, status: "diagnosing" },
      quote: QUOTE,
      valid_until: "2026-12-08T13:00:00.000Z",
    },
  },
  "quote.viewed": {
    summary: "The client opened an offer for the first time",
    schema: ofQuote,
    example: { order: { ...ORDER, status: "awaiting_approval" }, quote: QUOTE },
  },
  "quote.approved": {
    summary: "An offer was approved, by the client or by the shop for them",
    schema: z.strictObject({ order, quote, option: z.string().nullable(), total: money.nullable() }),
    example: {
      order: { ...ORDER, status: "awaiting_approval" },
      quote: QUOTE,
      option: null,
      total: PAYMENT.amount,
    },
  },
  "quote.rejected": {
    summary: "An offer was rejected, by the client or by the shop for them",
    schema: ofQuote,
    example: { order: { ...ORDER, status: "awaiting_approval" }, quote: QUOTE },
  },
  "quote.expired": {
    summary: "The time to answer an offer is over",
    schema: ofQuote,
    example: { order: { ...ORDER, status: "awaiting_approval" }, quote: QUOTE },
  },
  "quote.superseded": {
    summary: "Another version took an offer's place",
    schema: ofQuote,
    example: { order: ORDER, quote: QUOTE },
  },
  "charge.recorded": {
    summary: "Something was billed, by hand or by an approved offer; negative when it was taken back",
    schema: z.strictObject({ order, amount: money }),
    example: { order: ORDER, amount: PAYMENT.amount },
  },
  "payment.recorded": {
    summary: "Money came in",
    schema: ofPayment,
    example: { order: ORDER, payment: PAYMENT },
  },
  "payment.refunded": {
    summary: "Money went back; the amount is negative",
    schema: ofPayment,
    example: {
      order: ORDER,
      payment: { ...PAYMENT, kind: "refund", amount: { amount_minor: -4_850_000, currency: "ARS" } },
    },
  },
  "warranty.claimed": {
    summary: "A new order claims the warranty of this one",
    schema: z.strictObject({ order, claim: z.string().meta({ description: "Number of the new order" }) }),
    example: { order: { ...ORDER, status: "delivered", outcome: "repaired" }, claim: "S01-000061" },
  },
  "client.created": { summary: "A client was added", schema: ofClient, example: CLIENT },
  "client.updated": { summary: "A client's data changed", schema: ofClient, example: CLIENT },
  "client.erased": {
    summary: "A client asked to be forgotten: forget what you know of them too",
    schema: ofClient,
    example: CLIENT,
  },
  "device.created": { summary: "A device was seen for the first time", schema: ofDevice, example: DEVICE },
  "device.updated": { summary: "A device's data changed", schema: ofDevice, example: DEVICE },
  "device.owner_changed": {
    summary: "A device belongs to another client",
    schema: z.strictObject({ device: z.strictObject({ id }), client_id: id }),
    example: { ...DEVICE, client_id: ORDER.client_id },
  },
  "part.low": {
    summary:
      "Of a part fewer can be taken than its branch wants to have; told once, until there were enough again",
    schema: z.strictObject({
      part: z.strictObject({ id, sku: z.string() }),
      branch: z.string().meta({ description: "Code of the branch" }),
      available_thousandths: z.int().meta({ description: "On hand and not put aside" }),
      minimum_thousandths: z.int(),
    }),
    example: {
      part: { id: "019ab0d2-6c00-7a10-8f3e-5d2b7c9e1a08", sku: "PAN-A54" },
      branch: "S01",
      available_thousandths: 1_000,
      minimum_thousandths: 2_000,
    },
  },
  "print_job.failed": {
    summary: "A label did not come out, or may not have: somebody has to look",
    schema: z.strictObject({
      print_job: z.strictObject({ id, state: z.enum(NEEDS_STAFF), reason: z.string() }),
    }),
    example: {
      print_job: { id: "019ab0d2-6c00-7a10-8f3e-5d2b7c9e1a06", state: "failed", reason: "paper_out" },
    },
  },
  "alert.raised": {
    summary: "Something in the shop's own system is wrong: disk, backups, printers, tasks, sign-ins",
    schema: ofAlert,
    example: { alert: ALERT },
  },
  "alert.cleared": {
    summary: "What an alert told of is over",
    schema: ofAlert,
    example: { alert: { ...ALERT, closed_at: "2026-11-23T14:20:00.000Z" } },
  },
  "webhook.test": {
    summary: "Somebody pressed “Send a test” on the page of an endpoint; nothing happened in the shop",
    schema: z.strictObject({ endpoint_id: id }),
    example: { endpoint_id: "019ab0d2-6c00-7a10-8f3e-5d2b7c9e1a07" },
  },
} as const satisfies Record<EventType, EventSpec>;

export type EventData<T extends EventType> = z.input<(typeof EVENTS)[T]["schema"]>;
