import type { Ctx } from "../context.ts";
import type { ChargeRow } from "./json.ts";
import { LISTED, type OrderKeys, type OrderListRow } from "./list.ts";

/** The orders of these numbers, as a list for programs has them. */
export async function ordersNumbered(
  { db }: Ctx,
  numbers: readonly string[],
): Promise<(OrderListRow & OrderKeys)[]> {
  return await db.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .leftJoin("user", "user.id", "order.technician_id")
    .select(LISTED)
    .select(["order.client_id", "order.device_id", "order.technician_id", "order.branch_id", "order.version"])
    .where("order.number", "in", numbers).execute();
}

/** What is billed for the orders of these numbers, oldest first. */
export async function chargesOfOrders(
  { db }: Ctx,
  numbers: readonly string[],
): Promise<(ChargeRow & { number: string; currency: string })[]> {
  return await db.selectFrom("charge").innerJoin("order", "order.id", "charge.order_id")
    .select(["order.number", "order.currency", "charge.id", "charge.description", "charge.amount_minor"])
    .select(["charge.created_at", "charge.corrects_id"])
    .where("order.number", "in", numbers).orderBy("charge.created_at").orderBy("charge.id").execute();
}
