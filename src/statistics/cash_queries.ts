import type { Branch } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import { unindexed } from "../db/unindexed.ts";
import { enteredBy } from "../gateways/gateway.ts";
import { dayStart, nextDay } from "../lib/dates.ts";
import type { PaymentMethod } from "../orders/order.ts";

/** One entry of the ledger; `minor` is negative for money that went back. */
export interface CashEntry {
  at: number;
  number: string;
  client: string;
  user: string;
  kind: "payment" | "deposit" | "refund";
  method: PaymentMethod;
  minor: number;
  currency: string;
}

/** The money of a branch's orders on one calendar day (`YYYY-MM-DD`) there, oldest first. */
export async function readCash(
  ctx: Ctx,
  { branch, day }: { branch: Branch; day: string },
): Promise<CashEntry[]> {
  const entries = await ctx.db.selectFrom("payment")
    .innerJoin("order", "order.id", "payment.order_id")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("user", "user.id", "payment.recorded_by")
    .select(["payment.at", "order.number", "client.name as client", "user.name as user"])
    .select(["payment.kind", "payment.method", "payment.amount_minor as minor", "payment.currency"])
    .select("payment.gateway")
    .where(unindexed("order.branch_id"), "=", branch.id)
    .where("payment.at", ">=", dayStart(day, branch.timeZone))
    .where("payment.at", "<", dayStart(nextDay(day), branch.timeZone))
    .orderBy("payment.at").orderBy("payment.id").execute();
  return entries.map(({ gateway, ...entry }) => ({
    ...entry,
    user: enteredBy({ gateway, user: entry.user }),
  }));
}
