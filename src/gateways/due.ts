import type { Db } from "../db/open.ts";
import { exactMinor } from "../lib/money.ts";
import type { OrderStatus } from "../orders/status.ts";
import type { Purpose } from "./gateway.ts";

/** What can be paid of an order: the deposit that its approved offer waits for, else what is left. */
export interface Due {
  purpose: Purpose;
  amountMinor: number;
  currency: string;
}

interface Owing {
  id: string;
  status: OrderStatus;
  currency: string;
}

/** Nothing more is asked for these by a gateway. */
export const UNPAYABLE: readonly OrderStatus[] = ["draft", "cancelled", "abandoned"];

export async function dueOf(db: Db, order: Owing): Promise<Due | null> {
  if (UNPAYABLE.includes(order.status)) return null;
  const account = await db.selectFrom("order_balance").select(["paid_minor", "balance_minor"])
    .where("order_id", "=", order.id).executeTakeFirst();
  const paid = exactMinor(account?.paid_minor ?? 0);
  const deposit = order.status === "awaiting_approval" ? await agreedDeposit(db, order.id) - paid : 0;
  if (deposit > 0) return { purpose: "deposit", amountMinor: deposit, currency: order.currency };
  const balance = exactMinor(account?.balance_minor ?? 0);
  return balance > 0 ? { purpose: "balance", amountMinor: balance, currency: order.currency } : null;
}

async function agreedDeposit(db: Db, orderId: string): Promise<number> {
  const quote = await db.selectFrom("quote").select("deposit_minor").where("order_id", "=", orderId)
    .where("status", "=", "approved").executeTakeFirst();
  return quote?.deposit_minor ?? 0;
}
