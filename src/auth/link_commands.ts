import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import { enqueue } from "../jobs/queue.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { queueAccountMail } from "./account_mails.tsx";
import { endWaysIn, makeUserLink, openUserLink } from "./link_rows.ts";
import { hashChosenPassword } from "./new_password.ts";
import { countReset } from "./throttle.ts";

/**
 * Somebody says that they forgot their password. The same is done whoever it is, also for an address that nobody has: the rest follows in
 * a job, so that neither the answer nor its time tells which addresses exist. @throws AppError too_many for a network that asks without
 * end; conflict `no_mail_server`
 */
export async function askForReset(ctx: Ctx, email: string): Promise<void> {
  if (!ctx.sendsMail) throw conflict("no_mail_server");
  const allowed = await countReset(ctx, email);
  const { ip, requestId } = ctx;
  const payload = { email: allowed ? email : "", ip, requestId };
  await ctx.db.transaction().execute((trx) => enqueue(trx, ctx, { kind: "mail_password_link", payload }));
  ctx.live.changed("jobs");
}

/** Mails the link for another password to the user of an address, saying where it was asked for; nothing for an address that nobody has. */
export async function mailPasswordLink(
  ctx: Ctx,
  { email, ip = "", requestId = ctx.requestId }: { email: string; ip?: string; requestId?: string },
): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    const user = await trx.selectFrom("user").select(["id", "name", "email", "locale"])
      .where("email", "=", email).where("active", "=", 1).executeTakeFirst();
    if (!user) return;
    const url = await makeUserLink(trx, ctx, { userId: user.id, purpose: "password_reset" });
    await queueAccountMail(trx, ctx, { kind: "password_reset", user, url, facts: { ip } });
    const subject = { kind: "user", id: user.id };
    await recordAudit(trx, { ...ctx, ip, requestId }, { kind: "password_link_mailed", subject });
  });
  ctx.live.changed("jobs");
}

/**
 * Sets the password of whoever opened a link from their mail. The link is used up, every other one and all sessions end, and a mail tells
 * of it. @throws AppError not_found for a link that is no longer good, invalid with `password`
 */
export async function setPasswordByLink(
  ctx: Ctx,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const user = await openUserLink(ctx.db, ctx, token);
  if (!user) throw notFound();
  const password_hash = await hashChosenPassword(ctx, { password, about: [user.email, user.name] });
  await ctx.db.transaction().execute(async (trx) => {
    const link = await openUserLink(trx, ctx, token);
    if (!link) throw notFound();
    const used = await trx.updateTable("user_link").set({ used_at: ctx.now }).where("id", "=", link.id)
      .where("used_at", "is", null).where("ended_at", "is", null).returning("id").executeTakeFirst();
    if (!used) throw notFound();
    const { userId } = link;
    await trx.updateTable("user").set({ password_hash, must_change_password: 0, updated_at: ctx.now })
      .where("id", "=", userId).execute();
    await endWaysIn(trx, ctx, userId);
    await trx.deleteFrom("session").where("user_id", "=", userId).execute();
    await trx.deleteFrom("login_failure").where("key", "=", `account:${link.email}`).execute();
    const kind = link.purpose === "invitation" ? "invitation_accepted" : "password_reset_by_link";
    await recordAudit(trx, ctx, { kind, subject: { kind: "user", id: userId } });
    if (link.purpose === "password_reset") {
      await queueAccountMail(trx, ctx, { kind: "password_changed", user: link, url: ctx.baseUrl });
    }
  });
  ctx.live.changed("jobs");
}
