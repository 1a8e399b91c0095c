import { z } from "zod";
import type { Db } from "../db/open.ts";
import { ONE } from "../lib/quantity.ts";
import type { OrderEventKind } from "../orders/order.ts";
import { ORDER_OUTCOMES } from "../orders/status.ts";
import { creditOf, type EventData, type Story, type StoryEvent } from "./story.ts";

/** Where an order stands in the order in which they are read. */
export interface Place {
  receivedAt: number;
  seq: number;
}

/** The ids of the orders after a place, by when they were received. */
export async function readNextOrders(
  db: Db,
  { receivedAt, seq }: Place,
  limit: number,
): Promise<(Place & { id: string })[]> {
  const rows = await nextOrdersQuery(db, { receivedAt, seq }, limit).execute();
  return rows.map(({ id, received_at, seq }) => ({ id, receivedAt: received_at, seq }));
}

export function nextOrdersQuery(db: Db, { receivedAt, seq }: Place, limit: number) {
  return db.selectFrom("order").select(["id", "received_at", "seq"])
    .where("received_at", ">=", receivedAt)
    .where((q) => q.or([q("received_at", ">", receivedAt), q("seq", ">", seq)]))
    .orderBy("received_at").orderBy("seq").limit(limit);
}

/** Those whose history begins before they were received. */
export function announcedQuery(db: Db, after: number, limit: number) {
  return db.selectFrom("order").select(["id", "seq"])
    .whereRef("created_at", "<", "received_at").where("seq", ">", after).orderBy("seq").limit(limit);
}

const KINDS: readonly OrderEventKind[] = [
  "assigned",
  "quote_sent",
  "quote_approved",
  "quote_rejected",
  "quote_expired",
];

/** What has happened to each of these orders. */
export async function readStories(db: Db, ids: readonly string[]): Promise<Story[]> {
  if (ids.length === 0) return [];
  const orders = await db.selectFrom("order").innerJoin("device", "device.id", "order.device_id")
    .select([
      "order.id",
      "order.branch_id",
      "order.received_at",
      "order.warranty_of_order_id",
      "device.category",
    ])
    .select((q) =>
      q.exists(
        q.selectFrom("order as earlier").select("earlier.id")
          .whereRef("earlier.client_id", "=", "order.client_id")
          .whereRef("earlier.received_at", "<", "order.received_at")
          .where("earlier.status", "<>", "draft"),
      ).as("returning")
    )
    .where("order.id", "in", ids).execute();
  const claims = orders.flatMap(({ warranty_of_order_id }) => warranty_of_order_id ?? []);
  const [events, charges, payments, parts] = await Promise.all([
    readEvents(db, [...new Set([...ids, ...claims])]),
    readCharges(db, ids),
    readPayments(db, ids),
    readParts(db, ids),
  ]);
  return orders.map((order) => ({
    branchId: order.branch_id,
    category: order.category,
    receivedAt: order.received_at,
    returning: Boolean(order.returning),
    claimAgainst: order.warranty_of_order_id === null
      ? null
      : creditOf(events.get(order.warranty_of_order_id) ?? [])(order.received_at),
    events: events.get(order.id) ?? [],
    charges: charges.get(order.id) ?? [],
    payments: payments.get(order.id) ?? [],
    parts: parts.get(order.id) ?? [],
  }));
}

async function readEvents(db: Db, ids: readonly string[]): Promise<Map<string, StoryEvent[]>> {
  const rows = await db.selectFrom("order_event")
    .select(["order_id", "kind", "from_status", "to_status", "actor_kind", "actor_id", "at", "data_json"])
    .where("order_id", "in", ids)
    .where((q) => q.or([q("to_status", "is not", null), q("kind", "in", KINDS)]))
    .orderBy("order_id").orderBy("id").execute();
  return byOrder(rows, (row) => ({
    kind: row.kind,
    from: row.from_status,
    to: row.to_status,
    userId: row.actor_kind === "user" ? row.actor_id : null,
    at: row.at,
    data: dataOf(row.data_json),
  }));
}

const instant = z.number().nullable();
const Data = z.object({
  technician_id: z.string().nullable(),
  outcome: z.enum(ORDER_OUTCOMES).nullable(),
  in_time: z.boolean(),
  ready_at: instant,
  closed_at: instant,
}).partial();

function dataOf(json: string): EventData {
  return json === "{}" ? {} : Data.parse(JSON.parse(json));
}

async function readCharges(db: Db, ids: readonly string[]) {
  const rows = await db.selectFrom("charge").select(["order_id", "amount_minor", "created_at"])
    .where("order_id", "in", ids).execute();
  return byOrder(rows, (row) => ({ amount: row.amount_minor, at: row.created_at }));
}

async function readPayments(db: Db, ids: readonly string[]) {
  const rows = await db.selectFrom("payment").select(["order_id", "amount_minor", "at", "method"])
    .where("order_id", "in", ids).execute();
  return byOrder(rows, ({ amount_minor, at, method }) => ({ amount: amount_minor, at, method }));
}

/** What one cost is what the catalogue said when it was used; nothing where it says nothing. */
async function readParts(db: Db, ids: readonly string[]) {
  const rows = await db.selectFrom("stock_move").select(["order_id", "part_id", "on_hand_change", "at"])
    .select((q) =>
      q.selectFrom("part_cost").select("cost_minor").whereRef("part_cost.part_id", "=", "stock_move.part_id")
        .whereRef("part_cost.at", "<=", "stock_move.at").orderBy("part_cost.id", "desc").limit(1).as("cost")
    )
    .where("order_id", "in", ids).where("kind", "in", ["consume", "return"]).execute();
  return byOrder(rows, ({ part_id, on_hand_change, at, cost }) => ({
    partId: part_id,
    quantity: -on_hand_change,
    cost: Math.round(-on_hand_change * Number(cost ?? 0) / ONE),
    at,
  }));
}

function byOrder<Row extends { order_id: string | null }, Of>(
  rows: readonly Row[],
  of: (row: Row) => Of,
): Map<string, Of[]> {
  const found = new Map<string, Of[]>();
  for (const row of rows) {
    const known = found.get(row.order_id ?? "");
    if (known) known.push(of(row));
    else found.set(row.order_id ?? "", [of(row)]);
  }
  return found;
}
