import { z } from "zod";
import { Id, Instant, instant, instantOrNull, Money, money } from "../api/shapes.ts";
import { actorMay, type Permission } from "../auth/permissions.ts";
import { CheckRun, runTold } from "../checklists/json.ts";
import type { Ctx } from "../context.ts";
import { MESSAGE_CHANNELS } from "../mail/message.ts";
import { PART_UNITS } from "../parts/part.ts";
import { Quantity } from "../parts/json.ts";
import { PAYMENT_KINDS } from "../payments/payment.ts";
import { QUOTE_STATUSES } from "../quotes/quote.ts";
import { Event, Order, OrderDevice, orderEvent, OrderNumber, Photo, Status } from "./json.ts";
import { PAYMENT_METHODS } from "./order.ts";
import type { PartLine } from "./past_parts.ts";
import type { OrderPast as Past, OrderThen } from "./past_queries.ts";

const only = (scope: string) => ({ description: `Only with the scope ${scope}` });
const Told = Order.shape;

export const OrderPast = z.object({
  number: OrderNumber,
  at: Instant.meta({ description: "The moment that this is of" }),
  status: Status,
  status_since: Instant,
  held_from: Status.nullable().meta({ description: "Of a pause: where it goes on" }),
  hold_review_at: Instant.nullable(),
  outcome: Told.outcome,
  priority: Told.priority,
  received_at: Instant,
  promised_at: Instant.nullable(),
  ready_at: Instant.nullable(),
  closed_at: Instant.nullable(),
  vendor: z.string().meta({ description: "The other workshop" }),
  vendor_expected_at: Instant.nullable(),
  rework_count: z.int(),
  fault: z.string(),
  condition: z.string(),
  accessories: z.array(z.string()),
  client: Told.client.meta({ description: "As the client is called today" }),
  device: OrderDevice,
  technician: Told.technician,
  diagnosis: Told.diagnosis,
  preauthorised: Told.preauthorised,
  quotes: z.array(z.object({
    id: Id.nullable().meta({ description: "null for a draft, whose lines nobody keeps" }),
    revision: z.int(),
    status: z.enum(QUOTE_STATUSES),
  })).optional().meta(only("quotes:read")),
  parts: z.array(z.object({
    sku: z.string(),
    name: z.string(),
    unit: z.enum(PART_UNITS),
    planned_thousandths: Quantity,
    wanted_thousandths: Quantity,
    reserved_thousandths: Quantity,
    used_thousandths: Quantity,
    returned_thousandths: Quantity,
    scrapped_thousandths: Quantity,
    explanation: z.string(),
  })).optional().meta(only("parts:read")),
  checks: z.array(CheckRun.omit({ version: true })),
  photos: z.array(Photo.omit({ checklist_item_id: true })),
  charges: z.array(z.object({ id: Id, description: z.string(), amount: Money, at: Instant })).optional()
    .meta(only("payments:read")),
  payments: z.array(z.object({
    id: Id,
    kind: z.enum(PAYMENT_KINDS),
    method: z.enum(PAYMENT_METHODS),
    amount: Money,
    at: Instant,
  })).optional().meta(only("payments:read")),
  charged: Told.charged,
  paid: Told.paid,
  balance: Told.balance,
  delivery: z.object({ taken_by: z.string() }).nullable(),
  warranty_ends_at: Instant.nullable(),
  unread_messages: z.array(z.string()).meta({
    description: "What the client had written and nobody had read",
  }),
  time: z.array(z.object({ name: z.string(), ms: z.int() })).optional().meta(only("time:read")),
  tracking_link: z.boolean().meta({ description: "Whether a link let the client follow it" }),
  messages: z.array(z.object({
    kind: z.string(),
    channel: z.enum(MESSAGE_CHANNELS),
    at: Instant,
    state: z.enum(["written", "sent", "delivered", "read"]),
  })),
  loans: z.array(z.object({ loaner: z.string(), out: z.boolean() })),
  event: Event.nullable().meta({ description: "That it is the moment of; null for any other" }),
  previous_event: Id.nullable(),
  next_event: Id.nullable(),
  unknown: z.array(z.string()).meta({
    description: "Fields that hold what came later, because nobody kept what they were",
  }),
}).meta({ id: "OrderPast", description: "An order as it was at a moment, put together from its history" });

/** What a scope hides is left out; what unlocks the device is never told. */
export function pastTold(ctx: Ctx, past: Past): z.input<typeof OrderPast> {
  const { then } = past;
  const shown = <Told extends object>(needed: Permission, told: Told) =>
    actorMay(ctx.actor, needed) ? told : {};
  return {
    ...rowTold(then),
    ...thingsTold(then),
    ...shown("quotes.read", {
      quotes: then.quotes.map(({ offer, revision, status }) => ({ id: offer?.id ?? null, revision, status })),
    }),
    ...shown("parts.read", { parts: then.parts.map(partTold) }),
    ...shown("time.read", { time: then.time }),
    ...moneyTold(then),
    event: past.event && orderEvent(past.event),
    previous_event: past.previous,
    next_event: past.next,
    unknown: [...then.unknown].map((name) => RENAMED[name] ?? name).filter((name) =>
      Object.hasOwn(OrderPast.shape, name)
    ),
  };
}

/** Columns by their names in the JSON. */
const RENAMED: Partial<Record<string, string>> = {
  client_id: "client",
  device_id: "device",
  technician_id: "technician",
  preauthorised_minor: "preauthorised",
};

function rowTold({ row, ...then }: OrderThen) {
  const { status, held_from, outcome, priority, fault, condition, vendor, rework_count } = row;
  const { technician_id, preauthorised_minor } = row;
  return {
    number: then.number,
    at: instant(then.at),
    ...{ status, held_from, outcome, priority, fault, condition, vendor, rework_count },
    status_since: instant(row.status_since),
    hold_review_at: instantOrNull(row.hold_review_at),
    vendor_expected_at: instantOrNull(row.vendor_expected_at),
    received_at: instant(row.received_at),
    promised_at: instantOrNull(row.promised_at),
    ready_at: instantOrNull(row.ready_at),
    closed_at: instantOrNull(row.closed_at),
    technician: technician_id === null ? null : { id: technician_id, name: then.technician ?? "" },
    preauthorised: preauthorised_minor === null ? null : money(preauthorised_minor, then.currency),
    client: then.client,
    device: { id: row.device_id, ...then.device },
  };
}

function thingsTold(then: OrderThen) {
  const { accessories, diagnosis, photos, delivery, loans, messages } = then;
  return {
    accessories,
    diagnosis: diagnosis && { ...diagnosis, at: instant(diagnosis.at) },
    checks: then.checks.map((run) => {
      const { version: _, ...told } = runTold(run);
      return told;
    }),
    photos,
    delivery,
    warranty_ends_at: instantOrNull(then.warrantyEndsAt),
    unread_messages: then.unread,
    tracking_link: then.linked,
    messages: messages.map((one) => ({ ...one, at: instant(one.at) })),
    loans,
  };
}

function partTold({ sku, name, unit, explanation, ...line }: PartLine) {
  return {
    ...{ sku, name, unit, explanation },
    planned_thousandths: line.planned,
    wanted_thousandths: line.wanted,
    reserved_thousandths: line.reserved,
    used_thousandths: line.used,
    returned_thousandths: line.returned,
    scrapped_thousandths: line.scrapped,
  };
}

function moneyTold({ money: told, currency }: OrderThen) {
  if (told === null) return {};
  const { charges, payments, balance } = told;
  const amount = (minor: number) => money(minor, currency);
  return {
    charges: charges.map(({ id, description, amount_minor, at }) => ({
      ...{ id, description, amount: amount(amount_minor), at: instant(at) },
    })),
    payments: payments.map(({ id, kind, method, amount_minor, at }) => ({
      ...{ id, kind, method, amount: amount(amount_minor), at: instant(at) },
    })),
    charged: amount(balance.charged),
    paid: amount(balance.paid),
    balance: amount(balance.balance),
  };
}
