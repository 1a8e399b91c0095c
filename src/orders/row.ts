import type { Selectable, Updateable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import type { Topic } from "../http/live.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { clockAfter, slaRules } from "./sla.ts";
import { STATUS_GROUP } from "./status.ts";

export type OrderRow = Omit<Selectable<Schema["order"]>, "search_fold" | "contact_fold">;

/** Every column of an order but the text it is found by. */
export const ORDER_COLUMNS = [
  "order.seq",
  "order.id",
  "order.number",
  "order.reference",
  "order.branch_id",
  "order.series",
  "order.sequence",
  "order.intake_id",
  "order.client_id",
  "order.device_id",
  "order.technician_id",
  "order.status",
  "order.status_since",
  "order.sla_ms",
  "order.overdue_at",
  "order.held_from",
  "order.hold_review_at",
  "order.outcome",
  "order.priority",
  "order.fault",
  "order.condition",
  "order.promised_at",
  "order.preauthorised_minor",
  "order.currency",
  "order.vendor",
  "order.vendor_expected_at",
  "order.repaired_by",
  "order.rework_count",
  "order.warranty_of_order_id",
  "order.received_at",
  "order.ready_at",
  "order.closed_at",
  "order.parts_in",
  "order.by_client",
  "order.created_at",
  "order.created_by",
  "order.updated_at",
  "order.version",
] as const;

/** The order of a number, held until the transaction ends. @throws not_found */
export async function lockOrder(trx: Db, number: string): Promise<OrderRow> {
  const order = await trx.selectFrom("order").select(ORDER_COLUMNS).where("number", "=", number).forUpdate()
    .executeTakeFirst();
  if (!order) throw notFound("order_not_found");
  return order;
}

/** The same for what only makes sense while the order is open. @throws not_found, conflict order_closed */
export async function lockOpenOrder(trx: Db, number: string): Promise<OrderRow> {
  const order = await lockOrder(trx, number);
  if (STATUS_GROUP[order.status] === "closed") throw conflict("order_closed");
  return order;
}

/** What an order's columns held before a change, of those that it changed: for the event that tells the change. */
export type Former = Partial<OrderRow>;

/**
 * Changes the row as it was read, with what its clock follows from, and counts its version up. Answers what the columns held.
 * @throws conflict order_changed
 */
export async function changeOrder(
  trx: Db,
  ctx: Ctx,
  { order, changes }: { order: OrderRow; changes: Updateable<Schema["order"]> },
): Promise<Former> {
  const result = await trx.updateTable("order")
    .set({
      ...changes,
      ...clockAfter(order, changes, slaRules(ctx.shop, order.branch_id)),
      updated_at: ctx.now,
      version: order.version + 1,
    })
    .where("id", "=", order.id).where("version", "=", order.version)
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) throw conflict("order_changed");
  const after: Record<string, unknown> = changes;
  return Object.fromEntries(
    Object.entries(order).filter(([name, value]) => name in after && after[name] !== value),
  );
}

/** Whether the device came back under the warranty of an earlier order: nothing is charged unless somebody says why. */
export function isClaim(order: Pick<OrderRow, "warranty_of_order_id">): boolean {
  return order.warranty_of_order_id !== null;
}

/** What the pages that show this order listen to. */
export function topicsOf(order: { id: string; branch_id: string }): Topic[] {
  return [`order:${order.id}`, `board:${order.branch_id}`];
}
