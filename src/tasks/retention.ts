import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { sweepLogs } from "../logs/tidy.ts";

const DAY = 86_400_000;

/** Forgets the runs of timed tasks that are older than the shop keeps them; answers how many. */
export async function sweepRuns(ctx: Ctx): Promise<number> {
  const before = ctx.now - ctx.shop.settings.run_days * DAY;
  const swept = await ctx.db.deleteFrom("task_run").where("queued_at", "<=", before)
    .where("finished_at", "is not", null).executeTakeFirst();
  return Number(swept.numDeletedRows);
}

/** Forgets links to tracking pages that ended long ago; whoever still has one is told that it is unknown. */
export async function sweepLinks(ctx: Ctx): Promise<number> {
  const swept = await ctx.db.deleteFrom("tracking_link")
    .where("expires_at", "<=", ctx.now - ctx.shop.settings.link_days * DAY).executeTakeFirst();
  return Number(swept.numDeletedRows);
}

/**
 * Forgets what is older than the shop keeps logs: the server's own files, where it writes any, and the tries of mails; answers how many.
 */
export async function sweepOldLogs(ctx: Ctx, dir: string | undefined): Promise<number> {
  const before = ctx.now - ctx.shop.settings.log_days * DAY;
  const { numDeletedRows } = await oldAttempts(ctx.db, before).executeTakeFirstOrThrow();
  return Number(numDeletedRows) + (dir === undefined ? 0 : await sweepLogs(dir, before));
}

/** Those of mails that are still to go stay, and those that prove a notice of the abandonment policy. */
export function oldAttempts(db: Db, before: number) {
  return db.deleteFrom("message_attempt").where("at", "<=", before)
    .where(({ exists, not, selectFrom }) =>
      not(exists(
        selectFrom("pickup_notice").select("pickup_notice.message_id")
          .whereRef("pickup_notice.message_id", "=", "message_attempt.message_id"),
      ))
    )
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("message").select("message.id").whereRef("message.id", "=", "message_attempt.message_id")
          .where("message.state", "not in", ["queued", "sending", "unsure"]),
      )
    );
}
