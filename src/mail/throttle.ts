import type { Ctx } from "../context.ts";

const HOUR = 3_600_000;

/**
 * Until when the recipient of a message gets no more, null when it may go: each address gets so many mails within an hour, as the
 * shop's settings say.
 */
export async function enoughUntil(ctx: Ctx, messageId: string): Promise<number | null> {
  const limit = ctx.shop.settings.mail_hourly_limit;
  const earliest = await ctx.db.selectFrom("message as waiting")
    .innerJoin("message as sent", "sent.to_address", "waiting.to_address").select("sent.sent_at")
    .where("waiting.id", "=", messageId).where("sent.sent_at", ">", ctx.now - HOUR)
    .orderBy("sent.sent_at", "desc").offset(limit - 1).limit(1).executeTakeFirst();
  return earliest?.sent_at ? earliest.sent_at + HOUR : null;
}
