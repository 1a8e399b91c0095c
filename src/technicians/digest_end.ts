import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import { hmac, sameText } from "../lib/token.ts";

const TOKEN = /^([0-9a-f-]{36})\.([\w-]{43})$/;

/** What the link of a mail about the work of a day must carry to end those mails; it holds as long as the shop's key. */
export function digestToken(secretKey: string, userId: string): string {
  return `${userId}.${hmac(secretKey, `digest ${userId}`)}`;
}

export interface DigestReader {
  id: string;
  locale: Locale;
  /** Whether they still get it. */
  wanted: boolean;
}

/** Whose link it is. @throws AppError not_found */
export async function digestReader(ctx: Ctx, token: string): Promise<DigestReader> {
  const [, id = ""] = TOKEN.exec(token) ?? [];
  if (id === "" || !sameText(token, digestToken(ctx.secretKey, id))) throw notFound();
  const user = await ctx.db.selectFrom("user").select(["id", "locale", "digest_off"]).where("id", "=", id)
    .where("active", "=", 1).executeTakeFirst();
  if (!user) throw notFound();
  return { id: user.id, locale: user.locale, wanted: user.digest_off === 0 };
}

/** Ends the mails about the work of a day for whoever has the link; once more changes nothing. @throws AppError not_found */
export async function endDigest(ctx: Ctx, token: string): Promise<void> {
  const { id } = await digestReader(ctx, token);
  await ctx.db.transaction().execute(async (trx) => {
    const changed = await trx.updateTable("user").set({ digest_off: 1 }).where("id", "=", id)
      .where("digest_off", "=", 0).returning("id").executeTakeFirst();
    if (!changed) return;
    const subject = { kind: "user", id };
    await recordAudit(trx, ctx, { kind: "mail_preferences_changed", subject, data: { digest_off: 1 } });
  });
}
