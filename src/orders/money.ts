import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { actingUser } from "./acting_user.ts";
import { invalid } from "../lib/app_error.ts";
import { recordEvent } from "./history.ts";
import type { ChargeInput } from "./input.ts";
import { isClaim, lockOpenOrder, type OrderRow, topicsOf } from "./row.ts";

/**
 * Bills something to an open order; a negative amount is a discount or a correction. What a warranty claim costs is explained.
 * @throws AppError invalid `reason` where that is missing
 */
export async function recordCharge(ctx: Ctx, number: string, charge: ChargeInput): Promise<void> {
  requirePermission(ctx.actor, "payments.record");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOpenOrder(trx, number);
    const { form_key: id, description, amount: amountMinor, reason } = charge;
    if (isClaim(order) && amountMinor > 0 && reason === "") {
      throw invalid({ reason: { code: "claim_reason" } });
    }
    await addCharge(trx, ctx, { order, id, description, amountMinor, reason });
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}

/** One charge under the id of its form; the same id again changes nothing. `by` answers for what a client's act brings about. */
export async function addCharge(
  trx: Db,
  ctx: Ctx,
  charge: {
    order: OrderRow;
    id: string;
    description: string;
    amountMinor: number;
    by?: string;
    /** Why a warranty claim costs something. */
    reason?: string;
  },
): Promise<void> {
  const { order, id, description, amountMinor, by, reason } = charge;
  const made = await trx.insertInto("charge").values({
    id,
    order_id: order.id,
    description,
    amount_minor: amountMinor,
    currency: order.currency,
    created_at: ctx.now,
    created_by: by ?? actingUser(ctx),
  }).onConflict((conflict) => conflict.column("id").doNothing()).returning("id").executeTakeFirst();
  if (!made) return;
  await recordEvent(trx, ctx, {
    orderId: order.id,
    kind: "charge_recorded",
    data: { description, amount_minor: amountMinor, currency: order.currency, ...(reason && { reason }) },
  });
}
