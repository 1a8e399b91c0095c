import type { Ctx } from "../context.ts";
import { sweepLogs } from "../logs.ts";

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

/** Removes the server's own log files that are older than the shop keeps them, where it writes any. */
export async function sweepOldLogs(ctx: Ctx, dir: string | undefined): Promise<number> {
  return dir === undefined ? 0 : await sweepLogs(dir, ctx.now - ctx.shop.settings.log_days * DAY);
}
