import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";

/** What a client wrote about an order counts as read; answers how many were not. */
export async function markSeen(trx: Db, ctx: Ctx, orderId: string): Promise<number> {
  const seen = await trx.updateTable("client_message").set({ seen_at: ctx.now, seen_by: ctx.actor.id })
    .where("order_id", "=", orderId).where("seen_at", "is", null).returning("id").execute();
  return seen.length;
}
