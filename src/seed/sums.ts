import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import type { Rows } from "./rows.ts";

/** What rows come to: the orders by status and the figures of each day, which moves otherwise keep up one by one. */
export interface Sums {
  counts: Schema["order_count"][];
  days: Schema["order_day"][];
}

export function sumsOf(rows: Rows, dayAt: (branchId: string, at: number) => string): Sums {
  return { counts: orderCounts(rows), days: orderDays(rows, dayAt) };
}

export async function saveSums(trx: Db, { counts, days }: Sums): Promise<void> {
  for (const counted of counts) {
    await trx.insertInto("order_count").values(counted).onConflict((c) =>
      c.columns(["branch_id", "status"]).doUpdateSet((q) => ({
        orders: q("order_count.orders", "+", q.ref("excluded.orders")),
      }))
    ).execute();
  }
  for (const day of days) {
    await trx.insertInto("order_day").values(day).onConflict((c) =>
      c.columns(["branch_id", "day"]).doUpdateSet((q) => ({
        received: q("order_day.received", "+", q.ref("excluded.received")),
        ready: q("order_day.ready", "+", q.ref("excluded.ready")),
        delivered: q("order_day.delivered", "+", q.ref("excluded.delivered")),
        cancelled: q("order_day.cancelled", "+", q.ref("excluded.cancelled")),
        repair_ms: q("order_day.repair_ms", "+", q.ref("excluded.repair_ms")),
        paid_minor: q("order_day.paid_minor", "+", q.ref("excluded.paid_minor")),
      }))
    ).execute();
  }
}

function orderCounts(rows: Rows): Schema["order_count"][] {
  const counts = new Map<string, Schema["order_count"]>();
  for (const { branch_id, status } of rows.order) {
    const known = counts.get(branch_id + status);
    if (known) known.orders++;
    else counts.set(branch_id + status, { branch_id, status, orders: 1 });
  }
  return [...counts.values()];
}

function orderDays(rows: Rows, dayAt: (branchId: string, at: number) => string): Schema["order_day"][] {
  const days = new Map<string, Schema["order_day"]>();
  const orders = new Map(rows.order.map((order) => [order.id, order]));
  const dayOf = (orderId: string, at: number) => {
    const branch_id = orders.get(orderId)?.branch_id ?? "";
    const day = dayAt(branch_id, at);
    const known = days.get(branch_id + day);
    if (known) return known;
    const sums = { received: 0, ready: 0, delivered: 0, cancelled: 0, repair_ms: 0, paid_minor: 0 };
    const made = { branch_id, day, ...sums };
    days.set(branch_id + day, made);
    return made;
  };
  for (const { order_id, at, to_status } of rows.order_event) {
    if (to_status === "received") dayOf(order_id, at).received++;
    if (to_status === "delivered") dayOf(order_id, at).delivered++;
    if (to_status === "cancelled") dayOf(order_id, at).cancelled++;
    if (to_status === "ready") {
      const day = dayOf(order_id, at);
      day.ready++;
      day.repair_ms += at - (orders.get(order_id)?.received_at ?? at);
    }
  }
  for (const { order_id, at, amount_minor } of rows.payment) dayOf(order_id, at).paid_minor += amount_minor;
  return [...days.values()];
}
