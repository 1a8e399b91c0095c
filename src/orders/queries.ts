import { roleMay } from "../auth/permissions.ts";
import type { ChecklistPhase, CheckRun } from "../checklists/checklist.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { prepared } from "../db/prepared.ts";
import type { DeviceCategory, SecretKind } from "../devices/device.ts";
import { notFound } from "../lib/app_error.ts";
import type { DeliveryReceipt } from "./delivery_receipt.ts";
import type { Balance } from "./balance.ts";
import type { OrderEventKind, PaymentMethod } from "./order.ts";
import { type OrderPart, orderParts } from "../parts/order_part_queries.ts";
import { AGENT_SILENT_MS } from "../printing/agent.ts";
import { UNFINISHED } from "../printing/print_job.ts";
import { timeOfOrder, type WorkedTime } from "../timers/queries.ts";
import { type OrderWarranty, orderWarranty } from "../warranties/queries.ts";
import { moveFacts, ORDER_COLUMNS, type OrderRow } from "./row.ts";
import type { DiagnosisFinding, OrderStatus } from "./status.ts";
import { type AllowedMove, allowedMoves, forcibleMoves } from "./transition.ts";
import { UNDO_MS, undoableMove } from "./undo.ts";

/** Everything that the page of one order shows. Never a secret's text. */
export interface OrderDetail {
  order: OrderRow;
  client: { id: string; name: string; contacts: OrderContact[] };
  device: { id: string; category: DeviceCategory; brand: string; model: string; serial: string };
  technician: { id: string; name: string } | null;
  accessories: string[];
  diagnosis: { text: string; finding: DiagnosisFinding | null; by: string; at: number } | null;
  events: OrderEvent[];
  /** There are older ones than those shown. */
  moreEvents: boolean;
  photos: OrderPhoto[];
  charges: OrderCharge[];
  payments: OrderPayment[];
  balance: Balance;
  /** Of an approved quote that waits for it; minor units. */
  depositDueMinor: number;
  secrets: { kind: SecretKind; purged: boolean }[];
  delivery: { taken_by: string; delivered_at: number } | null;
  warranty: OrderWarranty;
  /** What the client wrote and nobody has read, oldest first. */
  unread: { text: string; at: number }[];
  /** Whether something was ever lent with it. */
  hasLoans: boolean;
  parts: OrderPart[];
  /** Who worked on it for how long. */
  time: WorkedTime[];
  /** `listed`: which lists the shop has for such a device now. */
  checks: { runs: CheckRun[]; listed: Record<ChecklistPhase, boolean> };
  moves: AllowedMove[];
  forcible: OrderStatus[];
  /** The last move can be taken back by this actor, for now. */
  undoable: boolean;
}

interface OrderPhoto {
  id: string;
  name: string;
  visibility: "internal" | "public";
  /** The point of a checklist that it shows. */
  checklist_item_id: string | null;
}

interface OrderContact {
  kind: "phone" | "whatsapp" | "email";
  value: string;
  display: string;
}

interface OrderCharge {
  id: string;
  description: string;
  amount_minor: number;
  created_at: number;
  /** The charge that this one gives back. */
  corrects_id: string | null;
}

interface OrderPayment {
  id: string;
  kind: "payment" | "deposit" | "refund";
  method: PaymentMethod;
  amount_minor: number;
  at: number;
  note: string;
}

export interface OrderEvent {
  id: string;
  kind: OrderEventKind;
  from: OrderStatus | null;
  to: OrderStatus | null;
  actor: string;
  at: number;
  data: Record<string, unknown>;
}

const EVENTS_SHOWN = 40;

/** @throws AppError not_found */
export async function orderDetail(
  ctx: Ctx,
  number: string,
  { allEvents = false } = {},
): Promise<OrderDetail> {
  const { db } = ctx;
  const head = await readHead(db, number);
  const { order } = head;
  const { actor } = ctx;
  // The scope that lets a token read orders at all covers their money.
  const seesMoney = actor.kind === "token" ||
    (actor.kind === "user" && roleMay(actor.role, "payments.read"));
  const [facts, belongings, story, money, handOver, parts, time] = await Promise.all([
    moveFacts(db, ctx, order),
    readBelongings(db, head),
    readStory(db, order.id, { limit: allEvents ? 10_000 : EVENTS_SHOWN, seesMoney, now: ctx.now }),
    seesMoney ? readMoney(db, order.id) : NO_MONEY,
    readHandOver(db, order),
    orderParts(ctx, order.id),
    timeOfOrder(db, order.id),
  ]);
  const { recent, ...told } = story;
  return {
    order,
    client: { ...head.client, contacts: belongings.contacts },
    device: head.device,
    technician: head.technician,
    accessories: belongings.accessories,
    photos: belongings.photos,
    unread: belongings.unread,
    hasLoans: head.hasLoans,
    secrets: belongings.secrets,
    ...told,
    ...money,
    depositDueMinor: seesMoney ? facts.quote.depositDueMinor : 0,
    ...handOver,
    parts,
    time,
    checks: { runs: facts.runs, listed: facts.listed },
    moves: allowedMoves(facts, ctx.actor),
    forcible: forcibleMoves(order.status, ctx.actor),
    undoable: typeof undoableMove(order, recent, ctx) !== "string",
  };
}

/** The order's own row. @throws not_found */
export async function readOrder(ctx: Ctx, number: string): Promise<OrderRow> {
  const order = await ctx.db.selectFrom("order").select(ORDER_COLUMNS).where("number", "=", number)
    .executeTakeFirst();
  if (!order) throw notFound("order_not_found");
  return order;
}

async function readHead(db: Db, number: string) {
  const row = await db.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .leftJoin("user", "user.id", "order.technician_id")
    .select(ORDER_COLUMNS)
    .select(["client.name as client_name", "device.category", "device.brand", "device.model"])
    .select(["device.serial", "user.name as technician_name"])
    .select((q) => [
      q.exists(
        q.selectFrom("client_message").select("client_message.id")
          .whereRef("client_message.order_id", "=", "order.id").where("client_message.seen_at", "is", null),
      ).as("has_unread"),
      q.exists(q.selectFrom("loan").select("loan.id").whereRef("loan.order_id", "=", "order.id")).as(
        "has_loans",
      ),
    ])
    .where("order.number", "=", number).executeTakeFirst();
  if (!row) throw notFound("order_not_found");
  const { client_name, category, brand, model, serial, technician_name, ...rest } = row;
  const { has_unread, has_loans, ...order } = rest;
  return {
    order,
    hasUnread: Boolean(has_unread),
    hasLoans: Boolean(has_loans),
    client: { id: order.client_id, name: client_name },
    device: { id: order.device_id, category, brand, model, serial },
    technician: order.technician_id === null
      ? null
      : { id: order.technician_id, name: technician_name ?? "" },
  };
}

async function readBelongings(db: Db, { order, hasUnread }: { order: OrderRow; hasUnread: boolean }) {
  const [accessories, contacts, photos, secrets, unread] = await Promise.all([
    db.selectFrom("order_accessory").select("description").where("order_id", "=", order.id)
      .orderBy("position").execute(),
    db.selectFrom("contact").select(["kind", "value", "display"]).where("client_id", "=", order.client_id)
      .orderBy("position").execute(),
    db.selectFrom("attachment").select(["id", "name", "visibility", "checklist_item_id"])
      .where("order_id", "=", order.id)
      .orderBy("id").execute(),
    db.selectFrom("secret").select(["kind", "purged_at"]).where("order_id", "=", order.id).execute(),
    hasUnread ? readUnread(db, order.id) : [],
  ]);
  return {
    accessories: accessories.map((one) => one.description),
    contacts,
    photos,
    unread,
    secrets: secrets.map(({ kind, purged_at }) => ({ kind, purged: purged_at !== null })),
  };
}

async function readUnread(db: Db, orderId: string): Promise<OrderDetail["unread"]> {
  return await db.selectFrom("client_message").select(["text", "at"]).where("order_id", "=", orderId)
    .where("seen_at", "is", null).orderBy("at").orderBy("id").execute();
}

const MONEY_EVENTS = ["payment_recorded", "charge_recorded"] as const;
const MONEY_FACTS = ["balance_minor", "debt_reason"];

async function readStory(
  db: Db,
  orderId: string,
  { limit, seesMoney, now }: { limit: number; seesMoney: boolean; now: number },
) {
  const [events, diagnosis] = await Promise.all([
    db.selectFrom("order_event")
      .select(["id", "kind", "from_status", "to_status", "actor_id", "actor_name", "at", "data_json"])
      .where("order_id", "=", orderId)
      .$if(!seesMoney, (q) => q.where("kind", "not in", MONEY_EVENTS))
      .orderBy("id", "desc").limit(limit + 1).execute(),
    db.selectFrom("diagnosis").innerJoin("user", "user.id", "diagnosis.written_by")
      .select(["diagnosis.text", "diagnosis.finding", "diagnosis.written_at as at", "user.name as by"])
      .where("diagnosis.order_id", "=", orderId).orderBy("diagnosis.written_at", "desc")
      .orderBy("diagnosis.id", "desc").limit(1).executeTakeFirst(),
  ]);
  return {
    diagnosis: diagnosis ?? null,
    moreEvents: events.length > limit,
    recent: events.filter(({ at }) => at >= now - UNDO_MS).reverse(),
    events: events.slice(0, limit).map((row): OrderEvent => ({
      id: row.id,
      kind: row.kind,
      from: row.from_status,
      to: row.to_status,
      actor: row.actor_name,
      at: row.at,
      data: seesMoney ? JSON.parse(row.data_json) : withoutMoney(JSON.parse(row.data_json)),
    })),
  };
}

function withoutMoney(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([key]) => !MONEY_FACTS.includes(key)));
}

const NO_MONEY = { charges: [], payments: [], balance: { charged: 0, paid: 0, balance: 0 } };

async function readMoney(db: Db, orderId: string) {
  const [charges, payments] = await Promise.all([
    db.selectFrom("charge").select(["id", "description", "amount_minor", "created_at", "corrects_id"])
      .where("order_id", "=", orderId).orderBy("created_at").orderBy("id").execute(),
    db.selectFrom("payment").select(["id", "kind", "method", "amount_minor", "at", "note"])
      .where("order_id", "=", orderId).orderBy("at").orderBy("id").execute(),
  ]);
  const [charged, paid] = [sum(charges), sum(payments)];
  return { charges, payments, balance: { charged, paid, balance: charged - paid } };
}

function sum(rows: readonly { amount_minor: number }[]): number {
  return rows.reduce((total, row) => total + row.amount_minor, 0);
}

async function readHandOver(db: Db, order: OrderRow) {
  const [delivery, warranty] = await Promise.all([
    db.selectFrom("delivery").select(["taken_by", "delivered_at"]).where("order_id", "=", order.id)
      .executeTakeFirst(),
    orderWarranty(db, order),
  ]);
  return { delivery: delivery ?? null, warranty };
}

/** The delivery's receipt as it was handed out. @throws not_found while the device is in the shop */
export async function readDeliveryReceipt(ctx: Ctx, number: string): Promise<DeliveryReceipt> {
  const row = await ctx.db.selectFrom("delivery").innerJoin("order", "order.id", "delivery.order_id")
    .select("delivery.receipt_json").where("order.number", "=", number).executeTakeFirst();
  if (!row) throw notFound();
  return JSON.parse(row.receipt_json);
}

/** Another text means that something about the order, its labels or what prints them changed. */
export async function orderMark(ctx: Ctx, number: string): Promise<string> {
  const [event, label, mute] = await Promise.all([
    ctx.db.selectFrom("order_event").innerJoin("order", "order.id", "order_event.order_id")
      .select((q) => q.fn.max("order_event.id").as("id")).where("order.number", "=", number)
      .executeTakeFirst(),
    ctx.db.selectFrom("print_job").innerJoin("order", "order.id", "print_job.order_id")
      .select((q) => q.fn.max("print_job.updated_at").as("at")).where("order.number", "=", number)
      .executeTakeFirst(),
    ctx.db.selectFrom("print_job").innerJoin("order", "order.id", "print_job.order_id")
      .innerJoin("printer", "printer.id", "print_job.printer_id")
      .innerJoin("agent", "agent.id", "printer.agent_id").select("print_job.id")
      .where("order.number", "=", number).where("print_job.state", "in", UNFINISHED)
      .where("agent.last_seen_at", "<", ctx.now - AGENT_SILENT_MS).limit(1).executeTakeFirst(),
  ]);
  return `${event?.id ?? ""}.${label?.at ?? ""}${mute ? ".mute" : ""}`;
}

/** Who can be given an order, by name. */
export async function readRepairers(ctx: Ctx): Promise<{ id: string; name: string }[]> {
  return await repairers(ctx, {});
}

const repairers = prepared(({ db }: Ctx, _at: Record<never, never>) =>
  db.selectFrom("user").select(["id", "name"]).where("active", "=", 1)
    .where("role", "in", ["technician", "admin"]).orderBy("name")
);

/** How many orders stand in each status, in one branch or in all. */
export async function readStatusCounts(
  ctx: Ctx,
  branchId: string | null,
): Promise<Partial<Record<OrderStatus, number>>> {
  const rows = branchId === null ? await countsOfAll(ctx, {}) : await countsOfBranch(ctx, { branchId });
  return Object.fromEntries(rows.map((row) => [row.status, Number(row.orders)]));
}

const countsOfAll = prepared(({ db }: Ctx, _at: Record<never, never>) => countsByStatus(db));
const countsOfBranch = prepared(({ db }: Ctx, at: { branchId: string }) =>
  countsByStatus(db).where("branch_id", "=", at.branchId)
);

function countsByStatus(db: Db) {
  return db.selectFrom("order_count").select((q) => ["status", q.fn.sum<number>("orders").as("orders")])
    .groupBy("status");
}
