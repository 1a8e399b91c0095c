import type { Ctx } from "../context.ts";
import { listOrders } from "../orders/list.ts";
import type { ListFilter } from "../orders/list_filter.ts";
import { contactsOf } from "./client_queries.ts";
import { everyPage, READ_ROWS } from "./keyset.ts";

export type OrderLine = Awaited<ReturnType<typeof orderLines>>[number];

/** The orders of a filter in the order of their list, with all that a sheet tells of each. */
export async function* orderPages(ctx: Ctx, filter: ListFilter): AsyncGenerator<OrderLine[]> {
  const pages = everyPage((cursor: ListFilter["cursor"]) =>
    listOrders(ctx, { ...filter, cursor }, READ_ROWS)
  );
  for await (const page of pages) yield await orderLines(ctx, page.map(({ seq }) => seq));
}

async function orderLines(ctx: Ctx, seqs: readonly number[]) {
  if (seqs.length === 0) return [];
  const rows = await orderLineQuery(ctx, seqs).execute();
  const zones = new Map(ctx.shop.branches.map(({ id, timeZone }) => [id, timeZone]));
  const place = new Map(seqs.map((seq, index) => [seq, index]));
  const contacts = await contactsOf(ctx.db, rows.map(({ client_id }) => client_id));
  return rows
    .map((row) => ({
      ...row,
      ...contacts(row.client_id),
      timeZone: zones.get(row.branch_id) ?? "UTC",
    }))
    .sort((one, other) => (place.get(one.seq) ?? 0) - (place.get(other.seq) ?? 0));
}

export function orderLineQuery(ctx: Ctx, seqs: readonly number[]) {
  return ctx.db.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .innerJoin("branch", "branch.id", "order.branch_id")
    .leftJoin("user", "user.id", "order.technician_id")
    .leftJoin("warranty", "warranty.order_id", "order.id")
    .leftJoin("order_balance", "order_balance.order_id", "order.id")
    .select(["order.seq", "order.id", "order.number", "order.branch_id", "order.status", "order.outcome"])
    .select(["order.priority", "order.fault", "order.condition", "order.received_at", "order.promised_at"])
    .select(["order.ready_at", "order.closed_at", "order.currency", "branch.code as branch"])
    .select(["client.id as client_id", "client.name as client", "client.document", "user.name as technician"])
    .select(["device.id as device_id", "device.category", "device.brand", "device.model", "device.serial"])
    .select(["warranty.ends_at as warranty_ends_at", "order_balance.charged_minor as charged"])
    .select(["order_balance.paid_minor as paid", "order_balance.balance_minor as balance"])
    .where("order.seq", "in", seqs);
}
