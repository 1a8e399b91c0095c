import type { Db } from "../db/open.ts";
import { orderNumber } from "./order.ts";

export interface TakenNumber {
  number: string;
  series: string;
  sequence: number;
}

/**
 * The next number of the branch's series, taken inside the transaction that inserts the order: undone with it, so a failed
 * insert leaves no gap, and held until it ends, so no two orders share one. A series goes with the code: a branch that
 * inherits a code carries its series on.
 */
export async function takeNumber(trx: Db, branch: { id: string; code: string }): Promise<TakenNumber> {
  const series = branch.code;
  const sequence = await advance(trx, series) ?? await begin(trx, branch.id, series);
  return { number: orderNumber(branch.code, sequence), series, sequence };
}

async function advance(trx: Db, series: string): Promise<number | null> {
  const row = await trx.updateTable("order_sequence")
    .set((q) => ({ next: q("next", "+", 1) }))
    .where("series", "=", series)
    .returning("next")
    .executeTakeFirst();
  return row ? Number(row.next) - 1 : null;
}

async function begin(trx: Db, branchId: string, series: string): Promise<number> {
  await trx.insertInto("order_sequence").values({ branch_id: branchId, series, next: 1 })
    .onConflict((conflict) => conflict.columns(["branch_id", "series"]).doNothing())
    .execute();
  const sequence = await advance(trx, series);
  if (sequence === null) throw new Error(`series ${series} cannot be begun`);
  return sequence;
}
