import { isComplete, openRun } from "../checklists/checklist.ts";
import { orderChecks } from "../checklists/queries.ts";
import type { Db } from "../db/open.ts";
import type { IntakeReceipt, ReceiptCheck } from "./receipt.ts";

/** The receipt with how its devices were checked as they came in, where that is complete. */
export async function withChecks(
  db: Db,
  receipt: IntakeReceipt,
  orders: readonly { id: string; number: string }[],
): Promise<IntakeReceipt> {
  const checked = new Map<string, ReceiptCheck[]>();
  for (const { id, number } of orders) {
    const run = openRun(await orderChecks({ db }, id), "intake");
    if (!run || !isComplete(run)) continue;
    checked.set(
      number,
      run.items.flatMap(({ text, result, note }) => result ? [{ text, result, note }] : []),
    );
  }
  if (checked.size === 0) return receipt;
  return {
    ...receipt,
    orders: receipt.orders.map((order) => {
      const checks = checked.get(order.number);
      return checks ? { ...order, checks } : order;
    }),
  };
}
