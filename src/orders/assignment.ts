import { powersOf } from "../auth/overrides.ts";
import { personMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { invalid } from "../lib/app_error.ts";
import { stopTimerOf } from "../timers/stopping.ts";
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
  await stopHidden(trx, ctx, order);
  await recordEvent(trx, ctx, {
    orderId: order.id,
    kind: "assigned",
    data: { technician_id: technicianId, technician: technician?.name ?? "", was },
  });
  return { ...order, ...changes, updated_at: ctx.now, version: order.version + 1 };
}

/** Who sees only their own orders could not stop a timer on one that is theirs no more. */
async function stopHidden(trx: Db, ctx: Ctx, { id, technician_id }: OrderRow): Promise<void> {
  const timer = await trx.selectFrom("work_timer").innerJoin("user", "user.id", "work_timer.user_id")
    .select(["user.role", "user.overrides_json"]).where("work_timer.order_id", "=", id)
    .where("work_timer.user_id", "=", technician_id ?? "").executeTakeFirst();
  if (timer && technician_id && !personMay(powersOf(timer), "orders.all")) {
    await stopTimerOf(trx, ctx, technician_id);
  }
}

async function repairer(trx: Db, id: string): Promise<{ name: string }> {
  const user = await trx.selectFrom("user").select(["name", "role"]).where("id", "=", id)
    .where("active", "=", 1).executeTakeFirst();
  if (!user || user.role === "receptionist") throw invalid({ technician_id: { code: "not_a_technician" } });
  return user;
}
