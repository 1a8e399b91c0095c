import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { actingUser } from "../orders/acting_user.ts";

/** What a client wrote about an order counts as read; answers how many were not. */
export async function markSeen(trx: Db, ctx: Ctx, orderId: string): Promise<number> {
  const seen = await trx.updateTable("client_message").set({ seen_at: ctx.now, seen_by: actingUser(ctx) })
    .where("order_id", "=", orderId).where("seen_at", "is", null).returning("id").execute();
  return seen.length;
}
