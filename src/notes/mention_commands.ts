import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";

/** Notes that one has opened a mention of oneself; answers the number of its order. @throws AppError not_found */
export async function openMention(ctx: Ctx, id: string): Promise<string> {
  return await ctx.db.transaction().execute(async (trx) => {
    const mention = await trx.selectFrom("note_mention").innerJoin(
      "order",
      "order.id",
      "note_mention.order_id",
    )
      .select(["order.number", "note_mention.seen_at"]).where("note_mention.id", "=", id)
      .where("note_mention.user_id", "=", ctx.actor.id ?? "").executeTakeFirst();
    if (!mention) throw notFound();
    if (mention.seen_at === null) {
      await trx.updateTable("note_mention").set({ seen_at: ctx.now }).where("id", "=", id).execute();
    }
    return mention.number;
  });
}

/** The same for everything that mentions the one who asks. */
export async function openAllMentions(ctx: Ctx): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    await trx.updateTable("note_mention").set({ seen_at: ctx.now })
      .where("user_id", "=", ctx.actor.id ?? "").where("seen_at", "is", null).execute();
  });
}
