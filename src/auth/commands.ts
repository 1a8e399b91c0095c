import { recordAudit } from "../audit/record.ts";
import type { Actor, Ctx } from "../context.ts";
import { AppError, invalid } from "../lib/app_error.ts";
import { logOf } from "../logs.ts";
import { queueAccountMail } from "./account_mails.tsx";
import type { MailPreferences, Preferences } from "./input.ts";
import { endWaysIn } from "./link_rows.ts";
import { hashChosenPassword } from "./new_password.ts";
import { verifyNothing, verifyPassword } from "./passwords.ts";
import { hasSecondFactor } from "./second_factor.ts";
import { countFailure, forgetFailures, refuseBlocked } from "./throttle.ts";

const log = logOf("auth");

/**
 * The user whose address and password these are, how often they were guessed before, and whether the sign-in ends with a code; until then
 * it has not happened. Throws `unauthenticated` (`login_failed`) or `too_many`.
 */
export async function signIn(
  ctx: Ctx,
  { email, password }: { email: string; password: string },
): Promise<{ userId: string; secondStep: boolean; failures: number }> {
  await refuseBlocked(ctx, email);
  const user = await ctx.db.selectFrom("user").select(["id", "password_hash", "active"])
    .select(["name", "role", "branch_id as branchId"]).where("email", "=", email).executeTakeFirst();
  const right = user ? await verifyPassword(user.password_hash, password) : await verifyNothing(password);
  // Of many tries sent at once those that waited must not count once the others have failed.
  await refuseBlocked(ctx, email);
  if (!user || !right || user.active === 0) {
    await countFailure(ctx, email);
    await recordAudit(ctx.db, ctx, {
      kind: "login_failed",
      subject: { kind: "user", id: user?.id ?? "" },
      data: { known: user !== undefined, active: user?.active === 1 },
    });
    log.warning("Sign-in failed", { userId: user?.id });
    throw new AppError("unauthenticated", { reason: "login_failed" });
  }
  const { id, name, role, branchId } = user;
  if (await hasSecondFactor(ctx.db, id)) return { userId: id, secondStep: true, failures: 0 };
  const failures = await forgetFailures(ctx, email);
  const actor: Actor = { kind: "user", id, name, role, branchId };
  await recordAudit(ctx.db, { ...ctx, actor }, { kind: "login", subject: { kind: "user", id } });
  return { userId: id, secondStep: false, failures };
}

/** Changes one's own password. Throws `invalid` for a weak one, and when the current one is wrong, which counts as a failed sign-in. */
export async function changePassword(
  ctx: Ctx,
  { email, current, password }: { email: string; current: string; password: string },
): Promise<void> {
  const id = await rightPassword(ctx, { email, password: current, field: "current" });
  const password_hash = await hashChosenPassword(ctx, { password, about: [email, ctx.actor.name] });
  await ctx.db.transaction().execute(async (trx) => {
    await trx.updateTable("user").set({ password_hash, must_change_password: 0, updated_at: ctx.now })
      .where("id", "=", id).execute();
    await endWaysIn(trx, ctx, id);
    await recordAudit(trx, ctx, { kind: "password_changed", subject: { kind: "user", id } });
    const user = await trx.selectFrom("user").select(["name", "email", "locale"]).where("id", "=", id)
      .executeTakeFirstOrThrow();
    await queueAccountMail(trx, ctx, { kind: "password_changed", user, url: ctx.baseUrl });
  });
  ctx.live.changed("jobs");
}

/** The user whose address and password these are; a wrong one counts. @throws AppError invalid with `field`, too_many */
export async function rightPassword(
  ctx: Ctx,
  { email, password, field }: { email: string; password: string; field: string },
): Promise<string> {
  await refuseBlocked(ctx, email);
  const user = await ctx.db.selectFrom("user").select(["id", "password_hash"]).where("email", "=", email)
    .executeTakeFirstOrThrow();
  const right = await verifyPassword(user.password_hash, password);
  await refuseBlocked(ctx, email);
  if (right) return user.id;
  await countFailure(ctx, email);
  throw invalid({ [field]: { code: "password_wrong" } });
}

/** Language, theme and working branch of the one who asks. Throws `invalid` for a branch that is not open. */
export async function changePreferences(ctx: Ctx, { locale, theme, branch_id }: Preferences): Promise<void> {
  if (ctx.actor.kind !== "user") throw new AppError("unauthenticated");
  if (branch_id !== undefined && !ctx.shop.branches.some((one) => one.id === branch_id && one.active)) {
    throw invalid({ branch_id: { code: "invalid" } });
  }
  const ofTheForm = { ...(locale && { locale }), ...(branch_id && { branch_id }) };
  const changes = { ...ofTheForm, ...(theme && { theme }) };
  if (Object.keys(changes).length === 0) return;
  // Language and branch stand in the form of who edits users as well; that form must not put them back unseen.
  const step = Object.keys(ofTheForm).length > 0 ? 1 : 0;
  await ctx.db.updateTable("user")
    .set((q) => ({ ...changes, updated_at: ctx.now, version: q("version", "+", step) }))
    .where("id", "=", ctx.actor.id).execute();
}

/** Which mails the one who asks gets; what their role never gets stays as it was. */
export async function changeMailPreferences(
  ctx: Ctx,
  { digest, alerts }: MailPreferences,
): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== "user") throw new AppError("unauthenticated");
  const changes = actor.role === "admin"
    ? { alerts_off: alerts ? 0 : 1 }
    : actor.role === "technician"
    ? { digest_off: digest ? 0 : 1 }
    : null;
  if (!changes) return;
  await ctx.db.transaction().execute(async (trx) => {
    await trx.updateTable("user").set(changes).where("id", "=", actor.id).execute();
    await recordAudit(trx, ctx, {
      kind: "mail_preferences_changed",
      subject: { kind: "user", id: actor.id },
      data: changes,
    });
  });
}
