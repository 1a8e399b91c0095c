import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { dayOf, dayStart, nextDay } from "../lib/dates.ts";
import { warrantyOf } from "../warranties/queries.ts";
import { daysLeft, inForce } from "../warranties/warranty.ts";
import type { DeliveryReceipt } from "./delivery_receipt.ts";
import type { OrderRow } from "./row.ts";
import { GUARANTEED } from "./status.ts";

/** The warranty holds to the end of its last day at the branch. A claim starts none: what is left of the claimed one goes on. */
export async function startWarranty(
  trx: Db,
  ctx: Ctx,
  order: OrderRow,
): Promise<DeliveryReceipt["warranty"]> {
  if (order.warranty_of_order_id !== null) return await restOfTerm(trx, ctx, order);
  const days = ctx.shop.settings.warranty_days;
  if (days === 0 || order.outcome === null || !GUARANTEED.includes(order.outcome)) return null;
  const { timeZone } = branchOf(ctx.shop, order.branch_id);
  const endsAt = dayStart(nextDay(dayOf(ctx.now, timeZone), days + 1), timeZone) - 1;
  await trx.insertInto("warranty").values({
    id: ctx.random.id(ctx.now),
    order_id: order.id,
    device_id: order.device_id,
    starts_at: ctx.now,
    ends_at: endsAt,
    days,
  }).execute();
  return { endsAt, days };
}

async function restOfTerm(trx: Db, ctx: Ctx, order: OrderRow): Promise<DeliveryReceipt["warranty"]> {
  const { timeZone } = branchOf(ctx.shop, order.branch_id);
  const claimed = await warrantyOf(trx, order.number);
  if (!claimed || !inForce(claimed, ctx.now)) return null;
  return { endsAt: claimed.endsAt, days: daysLeft(claimed.endsAt, { now: ctx.now, timeZone }) };
}
