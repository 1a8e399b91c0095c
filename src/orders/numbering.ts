import type { Db } from "../db/open.ts";
import { orderNumber } from "./order.ts";

export interface TakenNumber {
  number: string;
  series: string;
  sequence: number;
}

/** The next number of the branch's series, as `takeNumbers` takes it. */
export async function takeNumber(trx: Db, branch: NumberedBranch): Promise<TakenNumber> {
  const [taken] = await takeNumbers(trx, branch, 1);
  if (!taken) throw new RangeError("no number was taken");
  return taken;
}

/**
 * The next numbers of the branch's series, one after the other, taken inside the transaction that inserts their orders or slips:
 * undone with it, so a failed insert leaves no gap, and held until it ends, so no two share one. None at all still holds the
 * series: the visits of a branch come one after another. A series goes with the code: a branch that inherits a code carries its
 * series on.
 */
export async function takeNumbers(trx: Db, branch: NumberedBranch, count: number): Promise<TakenNumber[]> {
  const series = branch.code;
  const first = await advance(trx, series, count) ?? await begin(trx, branch, count);
  return Array.from({ length: count }, (_, index) => {
    const sequence = first + index;
    return { number: orderNumber(branch.code, sequence), series, sequence };
  });
}

interface NumberedBranch {
  id: string;
  code: string;
}

/** The first number of those taken, null for a series that has not begun. */
async function advance(trx: Db, series: string, count: number): Promise<number | null> {
  const row = await trx.updateTable("order_sequence")
    .set((q) => ({ next: q("next", "+", count) }))
    .where("series", "=", series)
    .returning("next")
    .executeTakeFirst();
  return row ? Number(row.next) - count : null;
}

async function begin(trx: Db, { id, code: series }: NumberedBranch, count: number): Promise<number> {
  await trx.insertInto("order_sequence").values({ branch_id: id, series, next: 1 })
    .onConflict((conflict) => conflict.columns(["branch_id", "series"]).doNothing())
    .execute();
  const first = await advance(trx, series, count);
  if (first === null) throw new Error(`series ${series} cannot be begun`);
  return first;
}
