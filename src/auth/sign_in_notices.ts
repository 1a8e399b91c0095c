import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { paths } from "../paths.ts";
import { queueAccountMail } from "./account_mails.tsx";

/** So many wrong tries before a right one are told, whatever browser it came from. */
const SUSPICIOUS_FAILURES = 3;

export interface Entry {
  userId: string;
  /** Wrong tries of the account just before. */
  failures: number;
  /** Whether this person has signed in with this browser before. */
  known: boolean;
  userAgent: string;
}

/** A mail to whoever owns the account, of a sign-in that may not be theirs (ASVS 6.3.5). The first of all is not told. */
export async function tellOfSignIn(ctx: Ctx, { userId, failures, known, userAgent }: Entry): Promise<void> {
  if (!ctx.sendsMail || (known && failures < SUSPICIOUS_FAILURES)) return;
  await ctx.db.transaction().execute(async (trx) => {
    if (failures < SUSPICIOUS_FAILURES && await isFirst(trx, userId)) return;
    const user = await trx.selectFrom("user").select(["name", "email", "locale"]).where("id", "=", userId)
      .executeTakeFirstOrThrow();
    await queueAccountMail(trx, ctx, {
      kind: "sign_in_noticed",
      user,
      url: `${ctx.baseUrl}${paths.account()}`,
      facts: { userAgent, ip: ctx.ip, failures: failures < SUSPICIOUS_FAILURES ? 0 : failures },
    });
  });
  ctx.live.changed("jobs");
}

async function isFirst(trx: Db, userId: string): Promise<boolean> {
  const signIns = await trx.selectFrom("audit_event").select("id").where("actor_id", "=", userId)
    .where("kind", "=", "login").orderBy("id").limit(2).execute();
  return signIns.length < 2;
}

/** Tells the user of an address that wrong tries have blocked the account; nobody for an address that nobody has. */
export async function mailSignInBlocked(
  ctx: Ctx,
  { email, ip, afterPassword = false }: { email: string; ip: string; afterPassword?: boolean },
): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    const user = await trx.selectFrom("user").select(["name", "email", "locale"])
      .where("email", "=", email).where("active", "=", 1).executeTakeFirst();
    if (!user) return;
    const facts = { ip, afterPassword };
    await queueAccountMail(trx, ctx, { kind: "sign_in_blocked", user, url: ctx.baseUrl, facts });
  });
  ctx.live.changed("jobs");
}
