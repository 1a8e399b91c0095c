import { recordAudit } from "../audit/record.ts";
import { queueAccountMail } from "../auth/account_mails.tsx";
import { endUserLinks, makeUserLink } from "../auth/link_rows.ts";
import { hashPassword } from "../auth/passwords.ts";
import { powersOf } from "../auth/overrides.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { base64url } from "../lib/token.ts";
import { addUser, refuseClosedBranch, requireAdmins } from "./commands.ts";
import type { NewUserInput } from "./input.ts";
import { refuseBeyond } from "./powers.ts";

/**
 * Makes a user who chooses their own password by a link in a mail; until then nobody can sign in as them. The same form again changes
 * nothing. @throws AppError forbidden, conflict `no_mail_server`, invalid `email_taken` and a branch that is not open
 */
export async function inviteUser(
  ctx: Ctx,
  { form_key, ...user }: Omit<NewUserInput, "invite">,
): Promise<{ id: string }> {
  requirePermission(ctx.actor, "users.manage");
  requireAdmins(ctx, user.role);
  refuseBeyond(ctx, user);
  if (!ctx.sendsMail) throw conflict("no_mail_server");
  refuseClosedBranch(ctx, user.branch_id);
  const passwordHash = await hashPassword(base64url(ctx.random.bytes(32)));
  await ctx.db.transaction().execute(async (trx) => {
    const known = await trx.selectFrom("user").select("id").where("id", "=", form_key).executeTakeFirst();
    if (known) return;
    await addUser(trx, ctx, {
      id: form_key,
      email: user.email,
      name: user.name,
      role: user.role,
      passwordHash,
      locale: ctx.shop.organization?.locale ?? ctx.locale,
      branchId: user.branch_id,
      mustChangePassword: true,
    });
    await invite(trx, ctx, form_key);
  });
  ctx.live.changed("jobs");
  return { id: form_key };
}

/** Another link in place of the one before. @throws AppError forbidden, not_found, conflict `no_mail_server`, `user_signed_in` */
export async function inviteAgain(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx.actor, "users.manage");
  if (!ctx.sendsMail) throw conflict("no_mail_server");
  await ctx.db.transaction().execute(async (trx) => {
    const user = await trx.selectFrom("user").select(["active", "must_change_password", "role"])
      .select("overrides_json").where("id", "=", id).forUpdate().executeTakeFirst();
    if (!user || user.active === 0) throw notFound();
    refuseBeyond(ctx, powersOf(user));
    if (user.must_change_password === 0) throw conflict("user_signed_in");
    await invite(trx, ctx, id);
  });
  ctx.live.changed("jobs");
}

/** The link that was mailed opens nothing any more. @throws AppError forbidden, not_found where there is none */
export async function endInvitation(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx.actor, "users.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const ended = await endUserLinks(trx, ctx, { userId: id, purpose: "invitation" });
    if (ended === 0) throw notFound();
    await recordAudit(trx, ctx, { kind: "invitation_ended", subject: { kind: "user", id } });
  });
}

async function invite(trx: Db, ctx: Ctx, id: string): Promise<void> {
  const user = await trx.selectFrom("user").select(["name", "email", "locale"]).where("id", "=", id)
    .executeTakeFirstOrThrow();
  const url = await makeUserLink(trx, ctx, { userId: id, purpose: "invitation" });
  await queueAccountMail(trx, ctx, { kind: "user_invitation", user, url });
  await recordAudit(trx, ctx, { kind: "user_invited", subject: { kind: "user", id } });
}
