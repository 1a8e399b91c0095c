import { sheetText } from "../../views/quotes/sheet_text.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { addCharge } from "../orders/money.ts";
import { isClaim, type OrderRow } from "../orders/row.ts";

/**
 * Bills the diagnosis of an order whose offer was rejected, where the shop asks for it; a warranty claim's costs nothing. The fee is
 * in the shop's currency: a branch with another one does not charge it by itself.
 */
export async function chargeDiagnosis(trx: Db, ctx: Ctx, order: OrderRow): Promise<void> {
  const fee = ctx.shop.settings.diagnosis_fee;
  if (fee === 0 || isClaim(order) || ctx.shop.organization?.currency !== order.currency) return;
  const { locale } = await trx.selectFrom("client").select("locale").where("id", "=", order.client_id)
    .executeTakeFirstOrThrow();
  const offered = await trx.selectFrom("quote").select("sent_by").where("order_id", "=", order.id)
    .where("sent_by", "is not", null).orderBy("revision", "desc").limit(1).executeTakeFirst();
  await addCharge(trx, ctx, {
    order,
    id: ctx.random.id(ctx.now),
    description: sheetText[locale].diagnosisFee,
    amountMinor: fee,
    by: ctx.actor.kind === "user" ? ctx.actor.id : offered?.sent_by ?? order.created_by,
  });
}
