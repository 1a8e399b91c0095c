import type { Insertable } from "kysely";
import type { Branch, Shop } from "../admin/shop.ts";
import type { Schema } from "../db/schema.ts";
import { receiptClient, receiptShop } from "../intakes/snapshot.ts";
import type { IntakeReceipt, IntakeReceiptOrder } from "../intakes/receipt.ts";
import type { Terms } from "../intakes/terms.ts";
import type { DeliveryReceipt } from "../orders/delivery_receipt.ts";
import { orderNumber, PAYMENT_METHODS, type PaymentMethod } from "../orders/order.ts";
import { orderSearchFold } from "../orders/search_text.ts";
import { type OrderStatus, STATUS_GROUP } from "../orders/status.ts";
import { trackingHash, trackingToken } from "../tracking/token.ts";
import type { Dice } from "./dice.ts";
import { afterWork } from "./hours.ts";
import type { SeedClient, SeedDevice } from "./people.ts";
import type { Step, Story } from "./story.ts";
import * as words from "./vocabulary.ts";

const DAY = 86_400_000;

export type Rows = { [T in keyof Schema]?: Insertable<Schema[T]>[] };

export interface SeedStaff {
  counter: readonly Person[];
  bench: readonly Person[];
  admin: readonly Person[];
}

export interface Person {
  id: string;
  name: string;
}

export interface World {
  die: Dice;
  shop: Shop;
  branch: Branch;
  terms: Terms;
  staff: SeedStaff;
  days: readonly number[];
  now: number;
  secretKey: string;
}

export interface Visit {
  at: number;
  client: SeedClient;
  parts: { device: SeedDevice; sequence: number; story: Story; draft: boolean }[];
}

/** Every row of one visit: the intake and, for each device, its order with all that has happened by now. */
export function visitRows(world: World, visit: Visit): Rows {
  const { die, branch, terms } = world;
  const rows: Rows = {};
  const counter = die.pick(world.staff.counter);
  const intakeId = die.id(visit.at);
  const parts = visit.parts.map((part) => orderRows(world, { ...visit, part, intakeId, counter }));
  const unsigned = die.chance(0.3) ? die.pick(words.UNSIGNED_REASONS) : "";
  const receipt: IntakeReceipt = {
    receiptVersion: 1,
    locale: "es",
    timeZone: branch.timeZone,
    reference: parts[0]?.receipt.number ?? "",
    receivedAt: visit.at,
    receivedBy: counter.name,
    shop: receiptShop(world.shop, branch),
    client: receiptClient({ ...visit.client, locale: "es" }),
    orders: parts.map((part) => part.receipt),
    terms: { version: terms.version, text: terms.text },
    signature: unsigned ? null : { name: visit.client.name, at: visit.at, fileHash: "" },
    unsignedReason: unsigned,
  };
  const signatureId = unsigned ? null : die.id(visit.at);
  if (signatureId !== null) {
    add(rows, "signature", {
      id: signatureId,
      purpose: "intake",
      name: visit.client.name,
      file_hash: "",
      at: visit.at,
      ip: "127.0.0.1",
    });
  }
  add(rows, "intake", {
    id: intakeId,
    branch_id: branch.id,
    client_id: visit.client.id,
    terms_version_id: terms.id,
    signature_id: signatureId,
    unsigned_reason: unsigned,
    receipt_json: JSON.stringify(receipt),
    form_key: die.id(visit.at),
    created_at: visit.at,
    created_by: counter.id,
  });
  for (const part of parts) merge(rows, part.rows);
  return rows;
}

interface Placed {
  at: number;
  client: SeedClient;
  part: Visit["parts"][number];
  intakeId: string;
  counter: Person;
}

function orderRows(world: World, placed: Placed): { rows: Rows; receipt: IntakeReceiptOrder } {
  const { die, branch, now } = world;
  const { at, client, part, counter } = placed;
  const { device, story } = part;
  const rows: Rows = {};
  const id = die.id(at);
  const number = orderNumber(branch.code, part.sequence);
  const technician = die.pickEarly(world.staff.bench);
  const accessories = die.some(device.kind.accessories, die.pick([0, 0, 1, 1, 2, 3]));
  const fault = die.pick(device.kind.faults);
  const condition = die.pick(words.CONDITIONS);
  const promised = die.chance(0.6) ? afterWork(at, die.between(10, 70) * 3_600_000, world.days) : null;
  const price = die.between(...device.kind.price) * 100;
  const priced = Math.round(price / 50_000) * 50_000;
  const preauthorised = story.preauthorised ? priced : null;
  const priority = die.pick(
    ["normal", "normal", "normal", "normal", "normal", "high", "urgent", "low"] as const,
  );
  const event = recorder(rows, world, id);

  event(at, counter, {
    kind: "received",
    to: part.draft ? "draft" : "received",
    data: { intake_id: placed.intakeId, photos: 0 },
  });
  accessories.forEach((description, position) =>
    add(rows, "order_accessory", { id: die.id(at), order_id: id, description, position })
  );
  openLink(rows, world, { orderId: id, at });

  let status: OrderStatus = part.draft ? "draft" : "received";
  let since = at;
  let heldFrom: OrderStatus | null = null;
  let work = "";
  let charged = 0;
  const marks = {
    ready: null as number | null,
    closed: null as number | null,
    repairer: null as string | null,
    rework: 0,
  };
  let vendor = "";
  let assigned = false;
  let outcome: Story["outcome"] | null = null;
  const rejected = story.outcome === "quote_rejected";

  for (const step of story.steps) {
    const when = afterWork(since, step.after, world.days);
    if (when >= now) break;
    const by = person(world, step, { counter, technician });
    if (!assigned && step.to !== "cancelled") {
      assigned = true;
      event(when - 60_000, counter, {
        kind: "assigned",
        data: { technician_id: technician.id, technician: technician.name },
      });
    }
    if (
      step.to === "awaiting_approval" || (step.to === "repairing" && status === "approved" && work === "")
    ) {
      const text = die.pick(device.kind.diagnoses);
      add(rows, "diagnosis", {
        id: die.id(when),
        order_id: id,
        text,
        written_by: technician.id,
        written_at: when - 30_000,
      });
      event(when - 30_000, technician, { kind: "diagnosis_written", data: { text } });
    }
    const data: Record<string, unknown> = {};
    if (step.to === "approved" && status !== "awaiting_parts") {
      work = die.pick(device.kind.work);
      if (status === "awaiting_approval") {
        const approval = {
          how: die.pick(["phone", "whatsapp", "counter"] as const),
          who: client.name,
          note: "",
        };
        event(when, by, {
          kind: "approval_recorded",
          data: { ...approval, agreed_minor: priced, currency: branch.currency },
        });
      }
      charged = priced;
      add(rows, "charge", {
        id: die.id(when),
        order_id: id,
        description: work,
        amount_minor: priced,
        currency: branch.currency,
        created_at: when,
        created_by: by.id,
      });
      event(when, by, {
        kind: "charge_recorded",
        data: { description: work, amount_minor: priced, currency: branch.currency },
      });
    }
    if (step.to === "on_hold") {
      heldFrom = status;
      data.reason = die.pick(words.HOLD_REASONS);
      data.review_at = when + 3 * DAY;
    } else if (status === "on_hold") heldFrom = null;
    if (step.to === "outsourced") {
      vendor = die.pick(words.VENDORS);
      data.vendor = vendor;
      data.vendor_expected_at = when + 4 * DAY;
    }
    if (step.to === "cancelled") data.reason = die.pick(words.CANCEL_REASONS);
    if (step.to === "ready" && rejected) data.reason = die.pick(words.REJECT_REASONS);
    if (status === "quality_check" && step.to === "repairing") {
      marks.rework++;
      data.reason = "No pasó la prueba de uso";
    }
    if (step.to === "quality_check" || step.to === "ready") {
      outcome = story.outcome;
      if (status === "repairing") marks.repairer = technician.id;
      if (!rejected) data.outcome = story.outcome;
    }
    if (step.to === "ready") marks.ready = when;
    if (step.to === "cancelled") outcome = "withdrawn";
    if (STATUS_GROUP[step.to] === "closed") marks.closed = when;
    if (step.to === "delivered") {
      deliver(rows, world, {
        ...placed,
        id,
        number,
        receivedAt: at,
        at: when,
        by,
        charged,
        outcome,
        work,
        accessories,
        fault,
        event,
      });
    } else {
      event(when, by, { kind: "status_moved", from: status, to: step.to, data });
    }
    if (die.chance(0.06)) addNote(rows, world, { orderId: id, at: when, by, event });
    status = step.to;
    since = when;
  }

  add(rows, "order", {
    id,
    number,
    branch_id: branch.id,
    series: branch.code,
    sequence: part.sequence,
    intake_id: placed.intakeId,
    client_id: client.id,
    device_id: device.id,
    technician_id: assigned ? technician.id : null,
    status,
    status_since: since,
    held_from: heldFrom,
    hold_review_at: status === "on_hold" ? now + 3 * DAY : null,
    outcome,
    priority,
    fault,
    condition,
    promised_at: promised,
    preauthorised_minor: preauthorised,
    currency: branch.currency,
    vendor,
    vendor_expected_at: status === "outsourced" ? since + 4 * DAY : null,
    repaired_by: marks.repairer,
    rework_count: marks.rework,
    warranty_of_order_id: null,
    received_at: at,
    ready_at: marks.ready,
    closed_at: marks.closed,
    search_fold: orderSearchFold({
      number,
      clientName: client.name,
      document: client.document,
      contacts: client.contacts,
      ...device,
      fault,
      accessories,
    }),
    created_at: at,
    created_by: counter.id,
    updated_at: since,
    version: 1 + (rows.order_event?.length ?? 0),
  });
  const money = preauthorised === null ? null : { minor: preauthorised, currency: branch.currency };
  const { brand, model, serial, kind: { category } } = device;
  return {
    rows,
    receipt: {
      number,
      device: { category, brand, model, serial },
      accessories,
      condition,
      fault,
      promisedAt: promised,
      priority,
      preauthorised: money,
      photos: 0,
    },
  };
}

type Recorder = (
  at: number,
  by: Person | null,
  event: Pick<Insertable<Schema["order_event"]>, "kind"> & {
    from?: OrderStatus;
    to?: OrderStatus;
    data?: Record<string, unknown>;
  },
) => void;

function recorder(rows: Rows, { die }: World, orderId: string): Recorder {
  return (at, by, { kind, from, to, data = {} }) =>
    add(rows, "order_event", {
      id: die.id(at),
      order_id: orderId,
      kind,
      from_status: from ?? null,
      to_status: to ?? null,
      actor_kind: by ? "user" : "system",
      actor_id: by?.id ?? null,
      actor_name: by?.name ?? "Reparo",
      at,
      data_json: JSON.stringify(data),
    });
}

function openLink(rows: Rows, world: World, { orderId, at }: { orderId: string; at: number }): void {
  const linkId = world.die.id(at);
  add(rows, "tracking_link", {
    id: linkId,
    order_id: orderId,
    token_hash: trackingHash(trackingToken(world.secretKey, linkId)),
    created_at: at,
    expires_at: at + world.shop.settings.tracking_days * DAY,
    revoked_at: null,
  });
}

function addNote(
  rows: Rows,
  { die }: World,
  { orderId, at, by, event }: { orderId: string; at: number; by: Person; event: Recorder },
): void {
  const visibility = die.chance(0.3) ? "public" as const : "internal" as const;
  const text = die.pick(visibility === "public" ? words.PUBLIC_NOTES : words.NOTES);
  add(rows, "note", {
    id: die.id(at),
    order_id: orderId,
    visibility,
    text,
    written_by: by.id,
    written_at: at,
  });
  event(at, by, { kind: "note_added", data: { text, visibility } });
}

interface HandOver extends Placed {
  id: string;
  receivedAt: number;
  number: string;
  by: Person;
  charged: number;
  outcome: Story["outcome"] | null;
  work: string;
  accessories: string[];
  fault: string;
  event: Recorder;
}

/** Payment, warranty, receipt and the last line of the history. */
function deliver(rows: Rows, world: World, order: HandOver): void {
  const { die, branch, shop } = world;
  const { id, at, by, charged, client, event } = order;
  const method: PaymentMethod = die.pickEarly(PAYMENT_METHODS);
  const currency = branch.currency;
  const amount = (minor: number) => ({ minor, currency });
  if (charged > 0) {
    add(rows, "payment", {
      id: die.id(at),
      order_id: id,
      kind: "payment",
      method,
      amount_minor: charged,
      currency,
      note: "",
      at,
      recorded_by: by.id,
    });
    event(at, by, {
      kind: "payment_recorded",
      data: { kind: "payment", method, amount_minor: charged, currency },
    });
  }
  const days = shop.settings.warranty_days;
  const guaranteed = order.outcome === "repaired" || order.outcome === "partially_repaired";
  const warranty = guaranteed && days > 0 ? { endsAt: at + days * DAY - 1, days } : null;
  if (warranty) {
    add(rows, "warranty", {
      id: die.id(at),
      order_id: id,
      device_id: order.part.device.id,
      starts_at: at,
      ends_at: warranty.endsAt,
      days,
    });
  }
  const { brand, model, serial, kind: { category } } = order.part.device;
  const receipt: DeliveryReceipt = {
    receiptVersion: 1,
    locale: "es",
    timeZone: branch.timeZone,
    number: order.number,
    receivedAt: order.receivedAt,
    deliveredAt: at,
    deliveredBy: by.name,
    shop: receiptShop(shop, branch),
    client: receiptClient({ ...client, locale: "es" }),
    takenBy: { name: client.name, document: client.document },
    device: { category, brand, model, serial },
    accessories: order.accessories,
    fault: order.fault,
    work: order.work,
    outcome: order.outcome,
    charges: charged > 0 ? [{ description: order.work, amount: amount(charged) }] : [],
    payments: charged > 0 ? [{ kind: "payment", method, at, amount: amount(charged) }] : [],
    total: amount(charged),
    paid: amount(charged),
    balance: amount(0),
    warranty,
    signature: null,
    unsignedReason: "No se pidió firma",
  };
  add(rows, "delivery", {
    id: die.id(at),
    order_id: id,
    taken_by: client.name,
    taken_by_document: client.document,
    signature_id: null,
    unsigned_reason: receipt.unsignedReason,
    debt_reason: "",
    receipt_json: JSON.stringify(receipt),
    delivered_at: at,
    delivered_by: by.id,
  });
  event(at, by, {
    kind: "delivered",
    from: "ready",
    to: "delivered",
    data: { taken_by: client.name, ...(warranty && { warranty_ends_at: warranty.endsAt }) },
  });
}

function person(
  world: World,
  step: Step,
  { counter, technician }: { counter: Person; technician: Person },
): Person {
  if (step.by === "bench") return technician;
  return step.by === "admin" ? world.die.pick(world.staff.admin) : counter;
}

function add<T extends keyof Schema>(rows: Rows, table: T, row: Insertable<Schema[T]>): void {
  const list: Insertable<Schema[T]>[] = rows[table] ?? [];
  list.push(row);
  Object.assign(rows, { [table]: list });
}

/** Adds one set of rows to another. */
export function merge(into: Rows, more: Rows): void {
  for (const [table, list] of Object.entries(more)) {
    const known = into[table as keyof Schema] as unknown[] | undefined;
    if (known) known.push(...list);
    else Object.assign(into, { [table]: [...list] });
  }
}
