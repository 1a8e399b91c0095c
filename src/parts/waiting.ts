import { sql } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { enqueue } from "../jobs/queue.ts";
import type { Place } from "./ledger.ts";

const MOST_WAITING = 200;

/** Lines of orders that lack some of the part. */
export function waitingLines(db: Db, { partId, branchId }: Place) {
  return db.selectFrom("order_part").innerJoin("order", "order.id", "order_part.order_id")
    .select(["order_part.id", "order.number", "order.priority"])
    .where("order_part.branch_id", "=", branchId).where("order_part.part_id", "=", partId)
    .where(sql<boolean>`order_part.wanted > order_part.used + order_part.reserved`).limit(MOST_WAITING);
}

/** After some of a part came free: has it put aside in the background for the orders of the branch that wait for it. */
export async function askAllotment(trx: Db, ctx: Ctx, { partId, branchId }: Place): Promise<void> {
  const waiting = await waitingLines(trx, { partId, branchId }).limit(1).executeTakeFirst();
  if (waiting) await enqueue(trx, ctx, { kind: "allot_parts", payload: { partId, branchId } });
}
