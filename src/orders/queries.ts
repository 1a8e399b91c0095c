import { actorMay } from "../auth/permissions.ts";
import type { ChecklistPhase, CheckRun } from "../checklists/checklist.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { prepared } from "../db/prepared.ts";
import { consentsOf } from "../clients/consent.ts";
import type { DeviceCategory, SecretKind } from "../devices/device.ts";
import { notFound } from "../lib/app_error.ts";
import { type Plan, planFor, type Reach, reachOf } from "../mail/plan.ts";
import type { DeliveryReceipt } from "./delivery_receipt.ts";
import type { Balance } from "./balance.ts";
import type { OrderEventKind, PaymentMethod } from "./order.ts";
import { type OrderPart, orderPart } from "../parts/order_part_queries.ts";
import type { NoticeStanding } from "../pickups/notice.ts";
import { messageWithLink } from "../tracking/link_life.ts";
import { type WorkedTime, workedTimes } from "../timers/queries.ts";
import { type OrderWarranty, orderWarranty } from "../warranties/queries.ts";
import { type FileHead, markOf, readFile, readHead } from "./file.ts";
import { hiddenEvents } from "./hidden_events.ts";
import { factsFrom } from "./move_facts.ts";
import { planOfMove } from "./move_message.ts";
import { ORDER_COLUMNS, type OrderRow } from "./row.ts";
import type { DiagnosisFinding, OrderStatus } from "./status.ts";
import { type AllowedMove, allowedMoves, forcibleMoves } from "./transition.ts";
import { type RecentEvent, UNDO_MS, undoableMove } from "./undo.ts";

/** Everything that the page of one order shows. Never a secret's text. */
export interface OrderDetail {
  /** Another one means that something about the order, its labels or what prints them changed. */
  mark: string;
  order: OrderRow;
  /** The device came to the counter, and its receipt was handed out. */
  hasReceipt: boolean;
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
  parts: OrderPart[];
  /** Who worked on it for how long. */
  time: WorkedTime[];
  /** `listed`: which lists the shop has for such a device now. */
  checks: { runs: CheckRun[]; listed: Record<ChecklistPhase, boolean> };
  /** Of the abandonment policy, while it waits to be collected. */
  notices: NoticeStanding;
  /** How its client can be told of anything, and how they would be of what one may send them. */
  reach: Reach;
  telling: { pickup_notice: Plan; tracking_link: Plan };
  moves: AllowedMove[];
  forcible: OrderStatus[];
  /** Who would hear of each of these moves. */
  plans: Partial<Record<OrderStatus, Plan>>;
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
  /** Since when nothing is sent to this address, null for every other contact. */
  bounced_at: number | null;
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
  options: DetailOptions = {},
): Promise<OrderDetail> {
  return await detailOf(ctx, await readHead(ctx, number), options);
}

interface DetailOptions {
  allEvents?: boolean;
}

export async function detailOf(
  ctx: Ctx,
  head: FileHead,
  { allEvents = false }: DetailOptions,
): Promise<OrderDetail> {
  const { client_name, category, brand, model, serial, technician_name, ...rest } = head;
  const { last_event, last_label, mute, unreceived, ...telling } = rest;
  const { channel, consents_json, no_mail_since, locale, ...order } = telling;
  const limit = allEvents ? 10_000 : EVENTS_SHOWN;
  const seesMoney = actorMay(ctx.actor, "payments.read");
  const hidden = hiddenEvents(ctx.actor);
  const file = await readFile(ctx, order, { events: limit + 1, seesMoney });
  const facts = factsFrom(ctx, order, file);
  const reach = reachOf({
    client: client_name,
    channel,
    consents: consentsOf({ consents_json }),
    no_mail_since,
    locale,
    contacts: file.contacts,
  });
  const moves = allowedMoves(facts, ctx.actor);
  const forcible = forcibleMoves(order.status, ctx.actor);
  const recent = file.events.filter(({ at }) => at >= ctx.now - UNDO_MS).reverse();
  return {
    mark: markOf({ last_event, last_label, mute }),
    order,
    hasReceipt: !unreceived,
    client: { id: order.client_id, name: client_name, contacts: file.contacts },
    device: { id: order.device_id, category, brand, model, serial },
    technician: order.technician_id === null
      ? null
      : { id: order.technician_id, name: technician_name ?? "" },
    accessories: file.accessories.map((one) => one.description),
    diagnosis: file.diagnoses[0] ?? null,
    events: file.events.slice(0, limit).filter(({ kind }) => !hidden.includes(kind))
      .map((event) => orderEvent(event, seesMoney)),
    moreEvents: file.events.length > limit,
    photos: file.photos,
    charges: file.charges,
    payments: file.payments,
    balance: balanceOf(file),
    depositDueMinor: seesMoney ? facts.quote.depositDueMinor : 0,
    secrets: file.secrets.map(({ kind, purged_at }) => ({ kind, purged: purged_at !== null })),
    delivery: file.deliveries[0] ?? null,
    warranty: orderWarranty(order, file.tied),
    unread: file.unread,
    parts: file.parts.map(orderPart),
    time: actorMay(ctx.actor, "time.read") ? workedTimes(file.time) : [],
    checks: { runs: facts.runs, listed: facts.listed },
    notices: facts.notices,
    reach,
    telling: {
      pickup_notice: planFor(ctx, reach, { kind: "pickup_notice" }),
      tracking_link: planFor(ctx, reach, { kind: messageWithLink(order.status) }),
    },
    moves,
    forcible,
    plans: Object.fromEntries(
      [...moves.map((move) => move.to), ...forcible].map((to) => [to, planOfMove(ctx, reach, to)]),
    ),
    undoable: typeof undoableMove(order, recent, ctx) !== "string",
  };
}

const MONEY_FACTS = ["balance_minor", "debt_reason"];

export function orderEvent(row: RecentEvent & { actor_name: string }, seesMoney: boolean): OrderEvent {
  const data = Object.entries(JSON.parse(row.data_json))
    .filter(([key]) => seesMoney || !MONEY_FACTS.includes(key));
  return {
    id: row.id,
    kind: row.kind,
    from: row.from_status,
    to: row.to_status,
    actor: row.actor_name,
    at: row.at,
    data: Object.fromEntries(data),
  };
}

interface Amount {
  amount_minor: number;
}

function balanceOf(ledger: { charges: readonly Amount[]; payments: readonly Amount[] }): Balance {
  const [charged, paid] = [sum(ledger.charges), sum(ledger.payments)];
  return { charged, paid, balance: charged - paid };
}

function sum(rows: readonly Amount[]): number {
  return rows.reduce((total, row) => total + row.amount_minor, 0);
}

/** The order's own row. @throws not_found */
export async function readOrder(ctx: Ctx, number: string): Promise<OrderRow> {
  const order = await ctx.db.selectFrom("order").select(ORDER_COLUMNS).where("number", "=", number)
    .executeTakeFirst();
  if (!order) throw notFound("order_not_found");
  return order;
}

/** The delivery's receipt as it was handed out. @throws not_found while the device is in the shop */
export async function readDeliveryReceipt(ctx: Ctx, number: string): Promise<DeliveryReceipt> {
  const row = await ctx.db.selectFrom("delivery").innerJoin("order", "order.id", "delivery.order_id")
    .select("delivery.receipt_json").where("order.number", "=", number).executeTakeFirst();
  if (!row) throw notFound();
  return JSON.parse(row.receipt_json);
}

/** Who can be given an order, by name. */
export async function readRepairers(ctx: Ctx): Promise<{ id: string; name: string }[]> {
  return await byName(ctx, {});
}

const byName = prepared(({ db }: Ctx, _at: Record<never, never>) => repairers(db));

export function repairers(db: Db) {
  return db.selectFrom("user").select(["id", "name"]).where("active", "=", 1)
    .where("role", "in", ["technician", "admin"]).orderBy("name");
}

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
