import { sheetText } from "../../views/quotes/sheet_text.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { readBalance } from "./balance.ts";
import { addCharge } from "./money.ts";
import type { OrderRow } from "./row.ts";

/** Bills what the shop keeps of a cancelled order's deposit, so that the account is even and says why. */
export async function keepDeposit(
  trx: Db,
  ctx: Ctx,
  { order, reason }: { order: OrderRow; reason: string },
): Promise<void> {
  const { balance } = await readBalance(trx, order.id);
  if (balance >= 0) return;
  const { locale } = await trx.selectFrom("client").select("locale").where("id", "=", order.client_id)
    .executeTakeFirstOrThrow();
  await addCharge(trx, ctx, {
    order,
    id: ctx.random.id(ctx.now),
    description: sheetText[locale].depositKept,
    amountMinor: -balance,
    reason,
  });
}
