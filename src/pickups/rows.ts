import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { NoticeProof } from "./notice.ts";

/** The mail of a notice was taken over by a mail server, or WhatsApp delivered it; other messages change nothing. */
export async function proveSent(
  trx: Db,
  ctx: Ctx,
  { messageId, by }: { messageId: string; by: "mail" | "whatsapp" },
): Promise<void> {
  await trx.updateTable("pickup_notice").set({ proven_at: ctx.now, proven_by: by })
    .where("message_id", "=", messageId).where("proven_at", "is", null).execute();
}

/** Somebody told the client, which proves the last notice that nothing proved yet. */
export async function proveTold(
  trx: Db,
  ctx: Ctx,
  { orderId, how }: { orderId: string; how: NoticeProof },
): Promise<void> {
  const last = await trx.selectFrom("pickup_notice").select("id").where("order_id", "=", orderId)
    .where("proven_at", "is", null).orderBy("given_at", "desc").orderBy("id", "desc").limit(1)
    .executeTakeFirst();
  if (!last) return;
  await trx.updateTable("pickup_notice").set({ proven_at: ctx.now, proven_by: how })
    .where("id", "=", last.id).execute();
}
