import type { Db } from "../db/open.ts";
import { exactMinor } from "../lib/money.ts";

/** Minor units of the order's currency. A negative balance is what the shop owes the client. */
export interface Balance {
  charged: number;
  paid: number;
  balance: number;
}

export async function readBalance(db: Db, orderId: string): Promise<Balance> {
  const [charges, payments] = await Promise.all([
    db.selectFrom("charge").select((q) => q.fn.sum<number | null>("amount_minor").as("sum"))
      .where("order_id", "=", orderId).executeTakeFirstOrThrow(),
    db.selectFrom("payment").select((q) => q.fn.sum<number | null>("amount_minor").as("sum"))
      .where("order_id", "=", orderId).executeTakeFirstOrThrow(),
  ]);
  const [charged, paid] = [exactMinor(charges.sum), exactMinor(payments.sum)];
  return { charged, paid, balance: charged - paid };
}
