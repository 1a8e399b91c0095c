import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { invalid } from "../lib/app_error.ts";
import { requestPaymentReceipt } from "../printing/receipt_commands.ts";
import { actingUser } from "./acting_user.ts";
import { readBalance } from "./balance.ts";
import { countPayment } from "./counts.ts";
import { recordEvent } from "./history.ts";
import type { ChargeInput, PaymentInput } from "./input.ts";
import { lockOpenOrder, type OrderRow, topicsOf } from "./row.ts";
import type { PaymentMethod } from "./order.ts";

/** Bills something to an open order; a negative amount is a discount or a correction. */
export async function recordCharge(ctx: Ctx, number: string, charge: ChargeInput): Promise<void> {
  requirePermission(ctx.actor, "payments.record");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOpenOrder(trx, number);
    const { form_key: id, description, amount: amountMinor } = charge;
    await addCharge(trx, ctx, { order, id, description, amountMinor });
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}

/** Enters money of the client, or back to the client, in the ledger of an open order. Amounts are typed positive. */
export async function recordPayment(ctx: Ctx, number: string, payment: PaymentInput): Promise<void> {
  requirePermission(ctx.actor, "payments.record");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOpenOrder(trx, number);
    const { form_key: id, kind, method, amount, note } = payment;
    const entered = await trx.selectFrom("payment").select("id").where("id", "=", id).executeTakeFirst();
    if (!entered && kind === "refund" && amount > (await readBalance(trx, order.id)).paid) {
      throw invalid({ amount: { code: "more_than_paid" } });
    }
    const amountMinor = kind === "refund" ? -amount : amount;
    await addPayment(trx, ctx, { order, id, kind, method, amountMinor, note });
    const idemKey = `payment:${id}:receipt`;
    await requestPaymentReceipt(trx, ctx, { order, paymentId: id, idemKey, moment: "auto" });
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}

/** One charge under the id of its form; the same id again changes nothing. `by` answers for what a client's act brings about. */
export async function addCharge(
  trx: Db,
  ctx: Ctx,
  charge: { order: OrderRow; id: string; description: string; amountMinor: number; by?: string },
): Promise<void> {
  const { order, id, description, amountMinor, by } = charge;
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
    data: { description, amount_minor: amountMinor, currency: order.currency },
  });
}

export interface LedgerEntry {
  order: OrderRow;
  id: string;
  kind: "payment" | "deposit" | "refund";
  method: PaymentMethod;
  /** Negative for a refund. */
  amountMinor: number;
  note: string;
}

/** One entry of the ledger under the id of its form; the same id again changes nothing. */
export async function addPayment(trx: Db, ctx: Ctx, entry: LedgerEntry): Promise<void> {
  const { order, id, kind, method, amountMinor, note } = entry;
  const made = await trx.insertInto("payment").values({
    id,
    order_id: order.id,
    kind,
    method,
    amount_minor: amountMinor,
    currency: order.currency,
    note,
    at: ctx.now,
    recorded_by: actingUser(ctx),
  }).onConflict((conflict) => conflict.column("id").doNothing()).returning("id").executeTakeFirst();
  if (!made) return;
  await countPayment(trx, ctx, { branchId: order.branch_id, amountMinor });
  await recordEvent(trx, ctx, {
    orderId: order.id,
    kind: "payment_recorded",
    data: { kind, method, amount_minor: amountMinor, currency: order.currency, ...(note && { note }) },
  });
}
