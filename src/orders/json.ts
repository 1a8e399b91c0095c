import { z } from "zod";
import { Id, Instant, instant, InstantIn, instantOrNull, Money, money } from "../api/shapes.ts";
import { DEVICE_CATEGORIES } from "../devices/device.ts";
import { PAYMENT_STATES, paymentState } from "../payments/payment.ts";
import { line, paragraph, requiredLine } from "../lib/form.ts";
import { diagnosisInput, editInput, noteInput } from "./input.ts";
import type { OrderKeys, OrderListRow } from "./list.ts";
import { ORDER_EVENT_KINDS, PAYMENT_METHODS, PRIORITIES } from "./order.ts";
import type { OrderDetail, OrderEvent } from "./queries.ts";
import { DIAGNOSIS_FINDINGS, ORDER_OUTCOMES, ORDER_STATUSES } from "./status.ts";
import type { Move } from "./transition.ts";

export const OrderNumber = z.string().regex(/^[A-Z][A-Z0-9]{0,5}-\d{6,}$/).meta({
  description: "Number of the order, as its label says it",
  examples: ["S01-000052"],
});
export const Status = z.enum(ORDER_STATUSES).meta({ id: "OrderStatus" });

const Named = z.object({ id: Id, name: z.string() });

export const OrderSummary = z.object({
  number: OrderNumber,
  branch_id: Id,
  status: Status,
  status_since: Instant,
  priority: z.enum(PRIORITIES),
  received_at: Instant,
  promised_at: Instant.nullable(),
  overdue_at: Instant.nullable().meta({ description: "From when on it is overdue, null while it may wait" }),
  fault: z.string().meta({ examples: ["No carga"] }),
  client: Named,
  device: z.object({ id: Id, brand: z.string(), model: z.string() }),
  technician: Named.nullable(),
  version: z.int(),
}).meta({ id: "OrderSummary" });

export function orderSummary(row: OrderListRow & OrderKeys): z.input<typeof OrderSummary> {
  const { number, branch_id, status, priority, fault, version } = row;
  return {
    number,
    branch_id,
    status,
    status_since: instant(row.status_since),
    priority,
    received_at: instant(row.received_at),
    promised_at: instantOrNull(row.promised_at),
    overdue_at: instantOrNull(row.overdue_at),
    fault,
    client: { id: row.client_id, name: row.client },
    device: { id: row.device_id, brand: row.brand, model: row.model },
    technician: row.technician_id === null ? null : { id: row.technician_id, name: row.technician ?? "" },
    version,
  };
}

export const Event = z.object({
  id: Id,
  kind: z.enum(ORDER_EVENT_KINDS),
  from: Status.nullable(),
  to: Status.nullable(),
  actor: z.string().meta({ description: "Name of who did it, as it was then" }),
  at: Instant,
  reason: z.string().optional(),
  text: z.string().optional().meta({ description: "Of a note, a diagnosis or a client's message" }),
  visibility: z.enum(["internal", "public"]).optional(),
}).meta({ id: "OrderEvent", description: "A fact of the order's history, which never changes" });

export function orderEvent({ id, kind, from, to, actor, at, data }: OrderEvent): z.input<typeof Event> {
  const { reason, text, visibility } = data;
  return {
    id,
    kind,
    from,
    to,
    actor,
    at: instant(at),
    ...typeof reason === "string" && { reason },
    ...typeof text === "string" && { text },
    ...(visibility === "internal" || visibility === "public") && { visibility },
  };
}

export const OrderDevice = z.object({
  id: Id,
  category: z.enum(DEVICE_CATEGORIES),
  brand: z.string(),
  model: z.string(),
  serial: z.string().meta({ description: "Serial number or IMEI, empty when unknown" }),
});

const withPayments = { description: "Only with the scope payments:read" };

export const Order = z.object({
  number: OrderNumber,
  branch_id: Id,
  intake_id: Id,
  status: Status,
  status_since: Instant,
  outcome: z.enum(ORDER_OUTCOMES).nullable(),
  priority: z.enum(PRIORITIES),
  received_at: Instant,
  promised_at: Instant.nullable(),
  overdue_at: Instant.nullable(),
  ready_at: Instant.nullable(),
  closed_at: Instant.nullable(),
  fault: z.string(),
  condition: z.string().meta({ description: "Of the device as it came in" }),
  accessories: z.array(z.string()),
  client: Named,
  device: OrderDevice,
  technician: Named.nullable(),
  diagnosis: z.object({
    text: z.string(),
    finding: z.enum(DIAGNOSIS_FINDINGS).nullable(),
    by: z.string(),
    at: Instant,
  }).nullable(),
  preauthorised: Money.nullable().meta({ description: "What the client agreed to beforehand" }),
  moves: z.array(z.object({
    to: Status,
    asks: z.array(z.string()).meta({ description: "What the move has to bring, such as a reason" }),
    obstacle: z.string().nullable().meta({ description: "Why it cannot be made now" }),
  })).meta({ description: "The moves of its status that this token may make" }),
  charged: Money.optional().meta(withPayments),
  paid: Money.optional().meta(withPayments),
  balance: Money.optional().meta(withPayments),
  payment_state: z.enum(PAYMENT_STATES).optional().meta(withPayments),
  warranty_ends_at: Instant.nullable(),
  events: z.array(Event).meta({ description: "The latest forty, newest first; all are at …/eventos" }),
  updated_at: Instant,
  version: z.int(),
}).meta({ id: "Order" });

/** Amounts are told where the actor may see them. */
export function orderTold(
  detail: OrderDetail,
  { seesMoney }: { seesMoney: boolean },
): z.input<typeof Order> {
  const { order, client, device, diagnosis, balance } = detail;
  const amount = (minor: number) => money(minor, order.currency);
  return {
    number: order.number,
    branch_id: order.branch_id,
    intake_id: order.intake_id,
    status: order.status,
    status_since: instant(order.status_since),
    outcome: order.outcome,
    priority: order.priority,
    received_at: instant(order.received_at),
    promised_at: instantOrNull(order.promised_at),
    overdue_at: instantOrNull(order.overdue_at),
    ready_at: instantOrNull(order.ready_at),
    closed_at: instantOrNull(order.closed_at),
    fault: order.fault,
    condition: order.condition,
    accessories: detail.accessories,
    client: { id: client.id, name: client.name },
    device,
    technician: detail.technician,
    diagnosis: diagnosis && { ...diagnosis, at: instant(diagnosis.at) },
    preauthorised: order.preauthorised_minor === null ? null : amount(order.preauthorised_minor),
    moves: detail.moves.map(({ to, asks, obstacle }) => ({
      to,
      asks: [...asks],
      obstacle: obstacle && obstacle.reason,
    })),
    ...seesMoney && {
      charged: amount(balance.charged),
      paid: amount(balance.paid),
      balance: amount(balance.balance),
      payment_state: paymentState({ ...balance, entries: detail.payments }),
    },
    warranty_ends_at: instantOrNull(detail.warranty.endsAt),
    events: detail.events.map(orderEvent),
    updated_at: instant(order.updated_at),
    version: order.version,
  };
}

/** Amounts aside, what the form of an order's facts asks. */
const facts = editInput({ timeZone: "UTC", currency: "ARS" }).pick({
  fault: true,
  condition: true,
  priority: true,
});

export const OrderIn = facts.extend({
  promised_at: InstantIn.nullable().default(null),
  preauthorised: Money.nullable().default(null).meta({ description: "Needs payments:write to be changed" }),
});

/** The order in the form in which it comes in. */
export function orderAsIn({ order }: OrderDetail): z.input<typeof OrderIn> {
  const { fault, condition, priority, promised_at, preauthorised_minor, currency } = order;
  return {
    fault,
    condition,
    priority,
    promised_at: instantOrNull(promised_at),
    preauthorised: preauthorised_minor === null ? null : money(preauthorised_minor, currency),
  };
}

export const NotifyIn = z.boolean({ error: "invalid" }).default(true).meta({
  description: "Whether the client is told, where there is something to tell; false goes into the history",
});

export const MoveIn = z.object({
  to: z.enum(ORDER_STATUSES, { error: "invalid" }),
  from: z.enum(ORDER_STATUSES, { error: "invalid" }).optional().meta({
    description: "Where the program believes it to be: refused where it is not",
  }),
  reason: paragraph(1000).default(""),
  review_at: InstantIn.nullable().default(null).meta({ description: "When a pause is looked at again" }),
  vendor: line(120).default("").meta({ description: "The other workshop" }),
  vendor_expected_at: InstantIn.nullable().default(null),
  carried_by: line(120).default(""),
  outcome: z.enum(ORDER_OUTCOMES, { error: "invalid" }).nullable().default(null),
  parts_explanation: paragraph(1000).default("").meta({
    description: "Why other parts were used than planned",
  }),
  deposit_kept: paragraph(500).default("").meta({ description: "Why a deposit is kept" }),
  technician_id: Id.nullable().default(null).meta({ description: "Who gets an order that nobody has" }),
  force: z.boolean({ error: "invalid" }).default(false).meta({
    description: "An unlisted move, with a reason; needs the scope orders:force",
  }),
  notify: NotifyIn,
});

export function moveOf(body: z.output<typeof MoveIn>): Move {
  return {
    to: body.to,
    from: body.from,
    reason: body.reason,
    reviewAt: body.review_at,
    vendor: body.vendor,
    vendorExpectedAt: body.vendor_expected_at,
    carriedBy: body.carried_by,
    outcome: body.outcome,
    partsExplanation: body.parts_explanation,
    depositKept: body.deposit_kept,
    technicianId: body.technician_id,
    force: body.force,
    notify: body.notify,
  };
}

export const PostponementIn = z.object({ until: InstantIn, reason: requiredLine(300) });

export const AssignmentIn = z.object({
  technician_id: Id.nullable().meta({ description: "null for nobody" }),
});
export const DiagnosisIn = diagnosisInput.omit({ form_key: true });
export const NoteIn = noteInput.omit({ form_key: true });

export const Note = z.object({
  id: Id,
  text: z.string(),
  visibility: z.enum(["internal", "public"]).meta({ description: "A public one is on the tracking page" }),
  by: z.string(),
  at: Instant,
}).meta({ id: "Note" });

export const Charge = z.object({
  id: Id,
  description: z.string(),
  amount: Money,
  at: Instant,
  corrects_id: Id.nullable().meta({ description: "The charge that this one takes back" }),
}).meta({ id: "Charge" });

export interface ChargeRow {
  id: string;
  description: string;
  amount_minor: number;
  created_at: number;
  corrects_id: string | null;
}

export function chargeTold(charge: ChargeRow, currency: string): z.input<typeof Charge> {
  const { id, description, amount_minor, created_at, corrects_id } = charge;
  return { id, description, amount: money(amount_minor, currency), at: instant(created_at), corrects_id };
}

export const ChargeIn = z.object({
  description: line(200).pipe(z.string().min(1, { error: "required" })),
  amount: Money.meta({ description: "Negative for a discount" }),
  reason: paragraph(500).default("").meta({ description: "Why a warranty claim costs something" }),
});

export const Photo = z.object({
  id: Id,
  name: z.string(),
  visibility: z.enum(["internal", "public"]),
  checklist_item_id: Id.nullable(),
}).meta({ id: "Photo" });

export const DeliveryIn = z.object({
  taken_by: line(120).pipe(z.string().min(1, { error: "required" })),
  taken_by_document: line(40).default(""),
  work: paragraph(5000).default("").meta({ description: "What was done, for the receipt" }),
  kept_accessories: z.array(z.object({
    description: line(80),
    note: line(200).pipe(z.string().min(1, { error: "required" })),
  })).max(40, { error: "invalid" }).default([]).meta({
    description: "Those that are not given back, by their description, and why; all others are",
  }),
  payment: z.object({ amount: Money, method: z.enum(PAYMENT_METHODS, { error: "invalid" }) }).nullable()
    .default(null).meta({ description: "What is paid, or given back, with it; needs payments:write" }),
  debt_reason: paragraph(500).default("").meta({
    description: "Why a balance stays open; needs payments:authorise",
  }),
  signed_name: line(120).default(""),
  unsigned_reason: line(300).default(""),
  notify: NotifyIn,
});
