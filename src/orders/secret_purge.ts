import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { recordEvent } from "./history.ts";

const AT_ONCE = 200;

/** Forgets what unlocked devices that went home long enough ago; the history keeps that it was done. */
export async function purgeDueSecrets(ctx: Ctx): Promise<number> {
  let purged = 0;
  let batch = AT_ONCE;
  while (batch === AT_ONCE) {
    batch = await purgeBatch(ctx);
    purged += batch;
  }
  return purged;
}

export async function purgeSecret(
  trx: Db,
  ctx: Ctx,
  { id, order_id }: { id: string; order_id: string },
): Promise<void> {
  await trx.updateTable("secret").set({ sealed: "", purged_at: ctx.now }).where("id", "=", id).execute();
  await recordEvent(trx, ctx, { orderId: order_id, kind: "secret_purged" });
}

async function purgeBatch(ctx: Ctx): Promise<number> {
  const orderIds = await ctx.db.transaction().execute(async (trx) => {
    const due = await trx.selectFrom("secret").select(["id", "order_id"])
      .where("purge_at", "<=", ctx.now).where("purged_at", "is", null).limit(AT_ONCE)
      .forUpdate().execute();
    for (const secret of due) await purgeSecret(trx, ctx, secret);
    return due.map((secret) => secret.order_id);
  });
  for (const orderId of new Set(orderIds)) ctx.live.changed(`order:${orderId}`);
  return orderIds.length;
}
