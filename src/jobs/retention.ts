import type { Ctx } from "../context.ts";

const DAY = 86_400_000;
const KEEP_CODES_MS = 7 * DAY;
const KEEP_FAILURES_MS = DAY;
const KEEP_COMMANDS_MS = 7 * DAY;

/** Codes and links long expired, sign-ins that were given up, and failed sign-ins that no longer count. */
export async function sweepCodes(ctx: Ctx): Promise<number> {
  const codes = await ctx.db.deleteFrom("one_time_code").where("expires_at", "<=", ctx.now - KEEP_CODES_MS)
    .executeTakeFirst();
  const links = await ctx.db.deleteFrom("user_link").where("expires_at", "<=", ctx.now - KEEP_CODES_MS)
    .executeTakeFirst();
  const steps = await ctx.db.deleteFrom("sign_in_step").where("expires_at", "<=", ctx.now).executeTakeFirst();
  const challenges = await ctx.db.deleteFrom("spent_challenge").where("expires_at", "<=", ctx.now)
    .executeTakeFirst();
  const failures = await ctx.db.deleteFrom("login_failure").where(
    "last_failed_at",
    "<=",
    ctx.now - KEEP_FAILURES_MS,
  )
    .where("blocked_until", "<=", ctx.now).executeTakeFirst();
  return Number(
    codes.numDeletedRows + links.numDeletedRows + steps.numDeletedRows + challenges.numDeletedRows +
      failures.numDeletedRows,
  );
}

/** What daemons have been told and have done. */
export async function sweepPrintCommands(ctx: Ctx): Promise<number> {
  const swept = await ctx.db.deleteFrom("print_command").where("done_at", "<=", ctx.now - KEEP_COMMANDS_MS)
    .executeTakeFirst();
  return Number(swept.numDeletedRows);
}
