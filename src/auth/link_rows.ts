import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { base64url, sha256 } from "../lib/token.ts";
import { paths } from "../paths.ts";
import { LINK_LASTS, type UserLinkPurpose } from "./link.ts";

const TOKEN_BYTES = 32;

/** A new link in place of those of the same purpose; the address is answered once and only its hash is kept. */
export async function makeUserLink(
  trx: Db,
  ctx: Ctx,
  { userId, purpose }: { userId: string; purpose: UserLinkPurpose },
): Promise<string> {
  await endUserLinks(trx, ctx, { userId, purpose });
  const token = base64url(ctx.random.bytes(TOKEN_BYTES));
  await trx.insertInto("user_link").values({
    id: ctx.random.id(ctx.now),
    user_id: userId,
    purpose,
    token_hash: sha256(token),
    created_at: ctx.now,
    expires_at: ctx.now + LINK_LASTS[purpose],
    used_at: null,
    ended_at: null,
  }).execute();
  return ctx.baseUrl + paths.passwordLink(token);
}

/** Those that could still be used, of one purpose or of all; answers how many. */
export async function endUserLinks(
  trx: Db,
  ctx: Ctx,
  { userId, purpose }: { userId: string; purpose?: UserLinkPurpose },
): Promise<number> {
  const ended = await trx.updateTable("user_link").set({ ended_at: ctx.now }).where("user_id", "=", userId)
    .where("used_at", "is", null).where("ended_at", "is", null)
    .$if(purpose !== undefined, (q) => q.where("purpose", "=", purpose ?? "invitation"))
    .returning("id").execute();
  return ended.length;
}

/** With the password that somebody had end the links that were mailed to them and the sign-ins that wait for a code. */
export async function endWaysIn(trx: Db, ctx: Ctx, userId: string): Promise<void> {
  await endUserLinks(trx, ctx, { userId });
  await trx.deleteFrom("sign_in_step").where("user_id", "=", userId).execute();
}

/** Of a link that is good now, whose it is; undefined for any other text. */
export function openUserLink(db: Db, ctx: Ctx, token: string) {
  return db.selectFrom("user_link").innerJoin("user", "user.id", "user_link.user_id")
    .select([
      "user_link.id",
      "user_link.purpose",
      "user.id as userId",
      "user.email",
      "user.name",
      "user.locale",
    ])
    .where("user_link.token_hash", "=", sha256(token)).where("user_link.used_at", "is", null)
    .where("user_link.ended_at", "is", null).where("user_link.expires_at", ">", ctx.now)
    .where("user.active", "=", 1).executeTakeFirst();
}
