import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { enqueue } from "../jobs/queue.ts";
import { AppError } from "../lib/app_error.ts";
import { networkOf } from "../lib/network.ts";

/** After so many failures in a row, each further one doubles the wait, from half a minute to half an hour. */
const FREE_TRIES = { account: 5, network: 30 } as const;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 1_800_000;
/** Failures older than this no longer count. */
const FORGET_MS = 3_600_000;

/** `email` is null while nobody has said who they are. Throws `too_many` while the account or the network is blocked. */
export async function refuseBlocked(ctx: Ctx, email: string | null): Promise<void> {
  const rows = await ctx.db.selectFrom("login_failure").select("blocked_until")
    .where("key", "in", keys(ctx, email).map(({ key }) => key)).execute();
  const until = Math.max(0, ...rows.map((row) => row.blocked_until).filter((until) => stands(ctx, until)));
  if (until > 0) throw tooMany(ctx, until);
}

/**
 * Counts a wrong password, code or passkey. The first block of an account is told to whoever has it, by a job, so that no answer's time says
 * whether somebody does. @throws AppError too_many when another one at the same moment has already blocked the account or network
 */
export async function countFailure(
  ctx: Ctx,
  email: string | null,
  { afterPassword = false }: { afterPassword?: boolean } = {},
): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    for (const { key, free } of keys(ctx, email)) {
      const row = await heldRow(trx, ctx, key);
      if (stands(ctx, row.blocked_until)) throw tooMany(ctx, row.blocked_until);
      const failures = (row.last_failed_at > ctx.now - FORGET_MS ? row.failures : 0) + 1;
      const over = failures - free;
      const wait = over < 0 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** over, LONGEST_WAIT_MS);
      await trx.updateTable("login_failure")
        .set({ failures, last_failed_at: ctx.now, blocked_until: ctx.now + wait })
        .where("key", "=", key).execute();
      if (over === 0 && email !== null && key === accountKey(email) && ctx.sendsMail) {
        const payload = { email, ip: ctx.ip, afterPassword };
        await enqueue(trx, ctx, { kind: "mail_sign_in_blocked", payload });
      }
    }
  });
  ctx.live.changed("jobs");
}

/** One that ends later than any can was made by a clock that was ahead. */
function stands({ now }: Ctx, until: number, longest = LONGEST_WAIT_MS): boolean {
  return until > now && until <= now + longest;
}

/** A row to wait for, also at the first failure and beside who forgets it: of those that come at once each counts the one before it. */
async function heldRow(trx: Db, { now }: Ctx, key: string) {
  return await trx.insertInto("login_failure").values({
    key,
    failures: 0,
    last_failed_at: now,
    blocked_until: 0,
  })
    .onConflict((c) => c.column("key").doUpdateSet({ key }))
    .returning(["failures", "last_failed_at", "blocked_until"]).executeTakeFirstOrThrow();
}

function tooMany({ now }: Ctx, until: number): AppError {
  const seconds = Math.ceil((until - now) / 1000);
  return new AppError("too_many", {
    reason: "login_blocked",
    params: { minutes: Math.ceil(seconds / 60) },
    retryAfter: seconds,
  });
}

/** Until when nobody signs in to an account, null for one that is not blocked. */
export async function readLockout(
  ctx: Ctx,
  email: string,
): Promise<{ failures: number; until: number } | null> {
  const row = await ctx.db.selectFrom("login_failure").select(["failures", "blocked_until as until"])
    .where("key", "=", accountKey(email)).where("blocked_until", ">", ctx.now).executeTakeFirst();
  return row && stands(ctx, row.until) ? row : null;
}

/** Which of these addresses nobody signs in with for now. */
export async function blockedAmong(ctx: Ctx, emails: readonly string[]): Promise<Set<string>> {
  const rows = await ctx.db.selectFrom("login_failure").select(["key", "blocked_until as until"])
    .where("key", "in", emails.map(accountKey)).where("blocked_until", ">", ctx.now).execute();
  const blocked = new Set(rows.filter(({ until }) => stands(ctx, until)).map(({ key }) => key));
  return new Set(emails.filter((email) => blocked.has(accountKey(email))));
}

/** After a right one; answers how many wrong ones there were. */
export async function forgetFailures(ctx: Ctx, email: string): Promise<number> {
  const gone = await ctx.db.deleteFrom("login_failure").where("key", "=", accountKey(email))
    .returning("failures").executeTakeFirst();
  return gone?.failures ?? 0;
}

function accountKey(email: string): string {
  return `account:${email}`;
}

/** A mail box is not to be flooded, nor a list of addresses to be tried. */
const RESETS = { account: 3, network: 20 } as const;

/**
 * Counts that a link for another password was asked for. False when the account had as many within an hour as it gets; whoever asks is not
 * told so. @throws AppError too_many for a network
 */
export async function countReset(ctx: Ctx, email: string): Promise<boolean> {
  const network = await countAsked(ctx, `reset-network:${networkOf(ctx.ip)}`);
  if (network.count > RESETS.network) throw tooMany(ctx, network.until);
  return (await countAsked(ctx, `reset-account:${email}`)).count <= RESETS.account;
}

/** How often within the hour that ends at `until`. */
async function countAsked(ctx: Ctx, key: string): Promise<{ count: number; until: number }> {
  return await ctx.db.transaction().execute(async (trx) => {
    const row = await heldRow(trx, ctx, key);
    const running = stands(ctx, row.blocked_until, FORGET_MS);
    const count = (running ? row.failures : 0) + 1;
    const until = running ? row.blocked_until : ctx.now + FORGET_MS;
    await trx.updateTable("login_failure")
      .set({ failures: count, last_failed_at: ctx.now, blocked_until: until }).where("key", "=", key)
      .execute();
    return { count, until };
  });
}

function keys(ctx: Ctx, email: string | null): { key: string; free: number }[] {
  const network = { key: `network:${networkOf(ctx.ip)}`, free: FREE_TRIES.network };
  return email === null ? [network] : [{ key: accountKey(email), free: FREE_TRIES.account }, network];
}
