import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { invalid } from "../lib/app_error.ts";
import { recordEvent } from "./history.ts";
import { changeOrder, type OrderRow } from "./row.ts";

/**
 * Hands an order that the caller holds to somebody who repairs, or to nobody (`null`), and says so in its history; returns the row
 * as it is then. @throws invalid `not_a_technician` beside `technician_id`; conflict order_changed
 */
export async function handTo(
  trx: Db,
  ctx: Ctx,
  { order, technicianId }: { order: OrderRow; technicianId: string | null },
): Promise<OrderRow> {
  if (technicianId === order.technician_id) return order;
  const technician = technicianId === null ? null : await repairer(trx, technicianId);
  const changes = { technician_id: technicianId };
  const was = await changeOrder(trx, ctx, { order, changes });
  await recordEvent(trx, ctx, {
    orderId: order.id,
    kind: "assigned",
    data: { technician_id: technicianId, technician: technician?.name ?? "", was },
  });
  return { ...order, ...changes, updated_at: ctx.now, version: order.version + 1 };
}

async function repairer(trx: Db, id: string): Promise<{ name: string }> {
  const user = await trx.selectFrom("user").select(["name", "role"]).where("id", "=", id)
    .where("active", "=", 1).executeTakeFirst();
  if (!user || user.role === "receptionist") throw invalid({ technician_id: { code: "not_a_technician" } });
  return user;
}
