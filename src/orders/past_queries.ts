import { z } from "zod";
import { actorMay } from "../auth/permissions.ts";
import type { CheckRun } from "../checklists/checklist.ts";
import type { Ctx } from "../context.ts";
import { inSnapshot } from "../db/snapshot.ts";
import { DEVICE_CATEGORIES } from "../devices/device.ts";
import { notFound } from "../lib/app_error.ts";
import type { Balance } from "./balance.ts";
import { type FileHead, readHead } from "./file.ts";
import { hiddenEvents } from "./hidden_events.ts";
import { isRecord, neighbours, type PastColumn, type PastEvent, type PastRow, rowAt } from "./past.ts";
import { type PastFile, readPastFile } from "./past_file.ts";
import {
  checksAt,
  type Known,
  type PartLine,
  partsAt,
  type PastPhoto,
  type PastQuote,
  photosAt,
  quotesAt,
} from "./past_parts.ts";
import { type OrderEvent, orderEvent } from "./queries.ts";

/** An order as it was at an instant. Never a secret's text, never what anything costs the shop. */
export interface OrderThen {
  at: number;
  number: string;
  currency: string;
  row: PastRow;
  /** What nobody kept at the time. */
  unknown: ReadonlySet<PastColumn | "accessories" | "parts" | "checks">;
  /** As it is today: what a person asks to be corrected or forgotten is not kept in versions. */
  client: { id: string; name: string };
  device: { category: FileHead["category"]; brand: string; model: string; serial: string };
  technician: string | null;
  accessories: string[];
  diagnosis: PastFile["diagnoses"][number] | null;
  quotes: PastQuote[];
  parts: PartLine[];
  checks: CheckRun[];
  photos: PastPhoto[];
  /** Null for who may not see it. */
  money: { charges: PastFile["charges"]; payments: PastFile["payments"]; balance: Balance } | null;
  secrets: { kind: PastFile["secrets"][number]["kind"]; purged: boolean }[];
  delivery: { taken_by: string } | null;
  warrantyEndsAt: number | null;
  /** What the client had written and nobody had read. */
  unread: string[];
  /** Who had worked on it for how long, without what ran then. */
  time: { name: string; ms: number }[];
  linked: boolean;
  messages: PastMessage[];
  loans: { loaner: string; out: boolean }[];
  /** What had happened until then, newest first. */
  events: OrderEvent[];
}

export interface PastMessage {
  kind: PastFile["messages"][number]["kind"];
  channel: PastFile["messages"][number]["channel"];
  at: number;
  state: "written" | "sent" | "delivered" | "read";
}

export interface OrderPast {
  then: OrderThen;
  today: OrderThen;
  /** Ids of the events before and after. */
  previous: string | null;
  next: string | null;
  /** That it is the moment of; null for any other instant. */
  event: OrderEvent | null;
}

/**
 * An order as it was at an instant or right after an event of its history, with how it is today. Whoever may read the order may read
 * its past. @throws AppError not_found for an order that was not there yet, or another order's event
 */
export async function orderPast(
  ctx: Ctx,
  number: string,
  moment: { at: number } | { event: string },
): Promise<OrderPast> {
  const { head, file } = await inSnapshot(ctx, async (db) => {
    const head = await readHead({ ...ctx, db }, number);
    return { head, file: await readPastFile({ ...ctx, db }, head) };
  });
  const events = file.events.map(({ data_json, ...event }) => ({ ...event, data: JSON.parse(data_json) }));
  const event = "event" in moment ? file.events.find(({ id }) => id === moment.event) : undefined;
  const at = "at" in moment ? moment.at : event?.at;
  if (at === undefined || !events.some((one) => one.at <= at)) throw notFound();
  const whole = { ctx, head, file, events };
  const seesMoney = actorMay(ctx.actor, "payments.read");
  const hidden = hiddenEvents(ctx.actor);
  return {
    then: orderAt(whole, at),
    today: orderAt(whole, Math.max(ctx.now, at)),
    ...neighbours(events.filter(({ kind }) => !hidden.includes(kind)), at),
    event: event && !hidden.includes(event.kind) ? orderEvent(event, seesMoney) : null,
  };
}

interface Whole {
  ctx: Ctx;
  head: FileHead;
  file: PastFile;
  events: PastEvent[];
}

function orderAt({ ctx, head, file, events }: Whole, at: number): OrderThen {
  const { row, unknown } = rowAt(head, events, at);
  const seesMoney = actorMay(ctx.actor, "payments.read");
  const hidden = hiddenEvents(ctx.actor);
  const until = <Row extends { at: number }>(rows: readonly Row[]) => rows.filter((one) => one.at <= at);
  const parts = partsAt(file, events, at);
  const checks = checksAt(file, events, at);
  const accessories = accessoriesAt(file, events, at);
  const charges = until(file.charges);
  const payments = until(file.payments);
  const [delivery] = until(file.deliveries);
  return {
    at,
    number: head.number,
    currency: head.currency,
    row: onlyColumns(row),
    unknown: new Set([
      ...unknown,
      ...(accessories.known ? [] : ["accessories" as const]),
      ...(parts.known ? [] : ["parts" as const]),
      ...(checks.known ? [] : ["checks" as const]),
    ]),
    client: { id: head.client_id, name: head.client_name },
    device: deviceAt(head, file, at),
    technician: technicianAt({ head, events, row }, at),
    accessories: accessories.things,
    diagnosis: until(file.diagnoses).at(-1) ?? null,
    quotes: quotesAt(file, events, at),
    parts: parts.things,
    checks: checks.things,
    photos: photosAt(file, events, at),
    money: seesMoney ? { charges, payments, balance: balanceOf(charges, payments) } : null,
    secrets: file.secrets.filter(({ created_at }) => created_at <= at)
      .map(({ kind, purged_at }) => ({ kind, purged: purged_at !== null && purged_at <= at })),
    delivery: delivery ? { taken_by: delivery.taken_by } : null,
    warrantyEndsAt: file.warranties.find(({ starts_at }) => starts_at <= at)?.ends_at ?? null,
    unread: until(file.clientMessages).filter(({ seen_at }) => seen_at === null || seen_at > at)
      .map(({ text }) => text),
    time: [...Map.groupBy(until(file.time), ({ name }) => name)]
      .map(([name, rows]) => ({ name, ms: sum(rows.map(({ ms }) => ms)) })),
    linked: file.links.some(({ created_at, expires_at, revoked_at }) =>
      created_at <= at && expires_at > at && (revoked_at === null || revoked_at > at)
    ),
    messages: file.messages.filter(({ created_at }) => created_at <= at).map((one) => messageAt(one, at)),
    loans: file.loans.filter(({ lentAt }) => lentAt <= at)
      .map(({ loaner, returnedAt }) => ({ loaner, out: returnedAt === null || returnedAt > at })),
    events: file.events.filter((one) => one.at <= at && !hidden.includes(one.kind)).reverse()
      .map((one) => orderEvent(one, seesMoney)),
  };
}

function onlyColumns(row: PastRow): PastRow {
  const { intake_id, client_id, device_id, technician_id, status, status_since, held_from } = row;
  const { hold_review_at, outcome, priority, fault, condition, promised_at, preauthorised_minor } = row;
  const { vendor, vendor_expected_at, repaired_by, rework_count, warranty_of_order_id } = row;
  const { received_at, ready_at, closed_at } = row;
  return {
    ...{ intake_id, client_id, device_id, technician_id, status, status_since, held_from },
    ...{ hold_review_at, outcome, priority, fault, condition, promised_at, preauthorised_minor },
    ...{ vendor, vendor_expected_at, repaired_by, rework_count, warranty_of_order_id },
    ...{ received_at, ready_at, closed_at },
  };
}

/** Until a draft is received, what came with it is what was announced. */
function accessoriesAt(file: PastFile, events: readonly PastEvent[], at: number): Known<string[]> {
  const received = events.find((event) =>
    event.at > at && event.from_status === "draft" && event.to_status === "received"
  );
  const today = file.accessories.map(({ description }) => description);
  if (!received) return { things: today, known: true };
  const were = received.data.accessories_were;
  return Array.isArray(were) ? { things: were.map(String), known: true } : { things: today, known: false };
}

const DeviceNames = z.object({
  category: z.enum(DEVICE_CATEGORIES),
  brand: z.string(),
  model: z.string(),
  serial: z.string(),
});

/** The device's names before what the audit log tells of later. */
function deviceAt(head: FileHead, { deviceEdits }: PastFile, at: number): OrderThen["device"] {
  const { category, brand, model, serial } = head;
  const edit = deviceEdits.find((one) => one.at > at);
  const data: unknown = edit && JSON.parse(edit.data_json);
  const before = DeviceNames.safeParse(isRecord(data) ? data.before : undefined);
  return before.success ? before.data : { category, brand, model, serial };
}

function technicianAt(
  { head, events, row }: Pick<Whole, "head" | "events"> & { row: PastRow },
  at: number,
): string | null {
  if (row.technician_id === null) return null;
  const told = events.findLast((event) =>
    event.at <= at && event.kind === "assigned" && event.data.technician_id === row.technician_id
  );
  if (typeof told?.data.technician === "string") return told.data.technician;
  return row.technician_id === head.technician_id ? head.technician_name : null;
}

function messageAt(message: PastFile["messages"][number], at: number): PastMessage {
  const { kind, channel, created_at, sent_at, delivered_at, read_at } = message;
  const reached = (instant: number | null) => instant !== null && instant <= at;
  const state = reached(read_at)
    ? "read"
    : reached(delivered_at)
    ? "delivered"
    : reached(sent_at)
    ? "sent"
    : "written";
  return { kind, channel, at: created_at, state };
}

function balanceOf(charges: PastFile["charges"], payments: PastFile["payments"]): Balance {
  const [charged, paid] = [charges, payments].map((rows) => sum(rows.map((row) => row.amount_minor)));
  return { charged: charged ?? 0, paid: paid ?? 0, balance: (charged ?? 0) - (paid ?? 0) };
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, one) => total + one, 0);
}
