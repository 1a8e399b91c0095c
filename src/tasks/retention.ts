import type { Ctx } from "../context.ts";

const DAY = 86_400_000;

/** Forgets the runs of timed tasks that are older than the shop keeps them; answers how many. */
export async function sweepRuns(ctx: Ctx): Promise<number> {
  const before = ctx.now - ctx.shop.settings.run_days * DAY;
  const swept = await ctx.db.deleteFrom("task_run").where("queued_at", "<=", before)
    .where("finished_at", "is not", null).executeTakeFirst();
  return Number(swept.numDeletedRows);
}
