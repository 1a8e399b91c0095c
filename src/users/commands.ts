import { changesOf } from "../audit/changes.ts";
import { recordAudit } from "../audit/record.ts";
import { queueAccountMail } from "../auth/account_mails.tsx";
import { endUserLinks, endWaysIn } from "../auth/link_rows.ts";
import { hashChosenPassword } from "../auth/new_password.ts";
import { hashPassword, verifyPassword } from "../auth/passwords.ts";
import { powersOf } from "../auth/overrides.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import type { Db } from "../db/open.ts";
import { conflict, invalid, notFound } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import type { Random } from "../lib/random.ts";
import { hmac, typedCode } from "../lib/token.ts";
import type { UserEdit } from "./input.ts";
import { lockWholeAdmins, refuseBeyond } from "./powers.ts";
import type { Role } from "./role.ts";

export interface NewUser {
  email: string;
  name: string;
  role: Role;
  /** Argon2 hash, made before the transaction. */
  passwordHash: string;
  locale: Locale;
  branchId: string;
  mustChangePassword: boolean;
}

/** Under an id of its own unless one is given. Throws `invalid` (`email_taken`). */
export async function addUser(
  trx: Db,
  ctx: Ctx,
  { id = ctx.random.id(ctx.now), ...user }: NewUser & { id?: string },
): Promise<{ id: string }> {
  const adding = trx.insertInto("user").values({
    id,
    email: user.email,
    name: user.name,
    role: user.role,
    password_hash: user.passwordHash,
    locale: user.locale,
    theme: "system",
    branch_id: user.branchId,
    active: 1,
    must_change_password: user.mustChangePassword ? 1 : 0,
    created_at: ctx.now,
    updated_at: ctx.now,
    version: 1,
  });
  await emailTaken(adding.execute());
  await recordAudit(trx, ctx, {
    kind: "user_created",
    subject: { kind: "user", id },
    data: { role: user.role, branch_id: user.branchId },
  });
  return { id };
}

const INITIAL_PASSWORD_LENGTH = 16;

/** 16 letters and figures that nobody confuses (78 bits), to be read aloud once and changed at the first sign-in. */
export function initialPassword(random: Random): string {
  return typedCode(random.bytes(INITIAL_PASSWORD_LENGTH));
}

export interface CreatedUser extends Record<string, unknown> {
  id: string;
  email: string;
  role: Role;
  /** Made for them, shown this once, to be changed at the first sign-in; null when one was given. */
  initial_password: string | null;
}

/**
 * One form makes one user, whose id is the form's key; sent again it answers as before for as long as the initial password is in
 * force, which for that follows from the key. Throws `forbidden` (`powers_exceeded`), `conflict` (`user_made_already`) and `invalid` (`email_taken`,
 * a branch that is not open).
 */
export async function createUser(
  ctx: Ctx,
  { form_key, password, ...user }: {
    form_key?: string;
    email: string;
    name: string;
    role: Role;
    branch_id: string;
    password?: string;
  },
): Promise<CreatedUser> {
  requirePermission(ctx.actor, "users.manage");
  requireAdmins(ctx, user.role);
  refuseBeyond(ctx, user);
  refuseClosedBranch(ctx, user.branch_id);
  const initial = password === undefined ? firstPassword(ctx, form_key) : null;
  const again = async () => form_key ? await userOfForm(ctx, { form_key, initial }) : null;
  const known = await again();
  if (known) return known;
  const passwordHash = password === undefined
    ? await hashPassword(initial ?? "")
    : await hashChosenPassword(ctx, { password, about: [user.email, user.name] });
  try {
    const { id } = await ctx.db.transaction().execute((trx) =>
      addUser(trx, ctx, {
        ...(form_key !== undefined && { id: form_key }),
        email: user.email,
        name: user.name,
        role: user.role,
        passwordHash,
        locale: ctx.shop.organization?.locale ?? ctx.locale,
        branchId: user.branch_id,
        mustChangePassword: initial !== null,
      })
    );
    return { id, email: user.email, role: user.role, initial_password: initial };
  } catch (error) {
    const meanwhile = await again();
    if (!meanwhile) throw error;
    return meanwhile;
  }
}

function firstPassword(ctx: Ctx, formKey: string | undefined): string {
  if (formKey === undefined) return initialPassword(ctx.random);
  const drawn = hmac(ctx.secretKey, `initial password ${formKey}`);
  return typedCode(Uint8Array.fromBase64(drawn, { alphabet: "base64url" }).slice(0, INITIAL_PASSWORD_LENGTH));
}

async function userOfForm(
  ctx: Ctx,
  { form_key, initial }: { form_key: string; initial: string | null },
): Promise<CreatedUser | null> {
  const user = await ctx.db.selectFrom("user").select(["id", "email", "role", "password_hash"])
    .where("id", "=", form_key).executeTakeFirst();
  if (!user) return null;
  const { password_hash, ...made } = user;
  if (!await verifyPassword(password_hash, initial ?? "")) throw conflict("user_made_already");
  return { ...made, initial_password: initial };
}

/**
 * Another role holds from the next request on, under another session id; deactivating ends the sessions. @throws AppError forbidden, not_found,
 * conflict `user_changed`, invalid `email_taken` and `last_admin`: the shop always has an administrator who can sign in
 */
export async function editUser(ctx: Ctx, id: string, { version, ...input }: UserEdit): Promise<void> {
  requirePermission(ctx.actor, "users.manage");
  const after = { ...input, active: input.active ? 1 : 0 };
  await ctx.db.transaction().execute(async (trx) => {
    const admins = await lockWholeAdmins(trx);
    const before = await trx.selectFrom("user").select(["name", "email", "role", "branch_id", "locale"])
      .select(["active", "version", "overrides_json"]).where("id", "=", id).executeTakeFirst();
    if (!before) throw notFound();
    requireAdmins(ctx, before.role, after.role);
    const powers = powersOf(before);
    refuseBeyond(ctx, powers);
    refuseBeyond(ctx, { ...powers, role: after.role });
    if (before.version !== version) throw conflict("user_changed");
    const changes = changesOf({ ...before }, after);
    if (!changes) return;
    if (admins.length === 1 && admins[0] === id && (after.role !== "admin" || after.active === 0)) {
      throw invalid({ [after.active === 0 ? "active" : "role"]: { code: "last_admin" } });
    }
    if (after.branch_id !== before.branch_id) refuseClosedBranch(ctx, after.branch_id);
    await emailTaken(
      trx.updateTable("user").set({ ...after, updated_at: ctx.now, version: version + 1 })
        .where("id", "=", id).execute(),
    );
    if (after.active === 0 || after.email !== before.email) await endUserLinks(trx, ctx, { userId: id });
    // The mailbox that was theirs until now learns of it: whoever took the account over reads the other one.
    if (after.email !== before.email) {
      await queueAccountMail(trx, ctx, { kind: "email_changed", user: before, url: ctx.baseUrl });
    }
    if (after.active === 0) await trx.deleteFrom("session").where("user_id", "=", id).execute();
    else if (after.role !== before.role) {
      await trx.updateTable("session").set({ must_rotate: 1 }).where("user_id", "=", id).execute();
    }
    const kind = after.active !== before.active
      ? after.active === 1 ? "user_activated" : "user_deactivated"
      : after.role !== before.role
      ? "user_role_changed"
      : "user_edited";
    await recordAudit(trx, ctx, { kind, subject: { kind: "user", id }, data: { ...changes } });
  });
}

/** Sets a password (one made here when none is given) and ends every session of the user. Throws `not_found`. */
export async function resetPassword(
  ctx: Ctx,
  { email, password }: { email: string; password?: string },
): Promise<{ email: string; initial_password: string | null }> {
  requirePermission(ctx.actor, "users.manage");
  const initial = password === undefined ? initialPassword(ctx.random) : null;
  const password_hash = password === undefined
    ? await hashPassword(initial ?? "")
    : await hashChosenPassword(ctx, { password, about: [email] });
  await ctx.db.transaction().execute(async (trx) => {
    const user = await trx.updateTable("user")
      .set({ password_hash, must_change_password: initial === null ? 0 : 1, updated_at: ctx.now })
      .where("email", "=", email).returning(["id", "role", "overrides_json", "name", "email", "locale"])
      .executeTakeFirst();
    if (!user) throw notFound("no_such_user");
    refuseBeyond(ctx, powersOf(user));
    await trx.deleteFrom("session").where("user_id", "=", user.id).execute();
    await trx.deleteFrom("login_failure").where("key", "=", `account:${email}`).execute();
    await endWaysIn(trx, ctx, user.id);
    await recordAudit(trx, ctx, { kind: "password_reset", subject: { kind: "user", id: user.id } });
    await queueAccountMail(trx, ctx, { kind: "password_given", user, url: ctx.baseUrl });
  });
  ctx.live.changed("jobs");
  return { email, initial_password: initial };
}

/** One session of a user, or all of them. @throws AppError forbidden, not_found when there is none */
export async function endSessions(
  ctx: Ctx,
  { userId, sessionId }: { userId: string; sessionId?: string },
): Promise<void> {
  requirePermission(ctx.actor, "users.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const ended = await trx.deleteFrom("session").where("user_id", "=", userId)
      .$if(sessionId !== undefined, (q) => q.where("id", "=", sessionId ?? "")).returning("id").execute();
    if (ended.length === 0) throw notFound();
    await recordAudit(trx, ctx, {
      kind: "sessions_ended",
      subject: { kind: "user", id: userId },
      data: { sessions: ended.length },
    });
  });
}

/** Lets somebody who typed a wrong password too often try again at once. @throws AppError forbidden, not_found when nothing is blocked */
export async function unlockUser(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx.actor, "users.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const user = await trx.selectFrom("user").select(["email", "role", "overrides_json"]).where("id", "=", id)
      .executeTakeFirst();
    if (!user) throw notFound();
    refuseBeyond(ctx, powersOf(user));
    const freed = await trx.deleteFrom("login_failure").where("key", "=", `account:${user.email}`)
      .where("blocked_until", ">", ctx.now).returning("failures").executeTakeFirst();
    if (!freed) throw notFound();
    const { failures } = freed;
    await recordAudit(trx, ctx, { kind: "user_unlocked", subject: { kind: "user", id }, data: { failures } });
  });
}

/** Whoever may say who is an administrator may have everything. @throws AppError forbidden where one of the roles is theirs */
export function requireAdmins(ctx: Ctx, ...roles: readonly Role[]): void {
  if (roles.includes("admin")) requirePermission(ctx.actor, "users.admins");
}

/** @throws AppError invalid `branch_id` */
export function refuseClosedBranch(ctx: Ctx, branchId: string): void {
  if (!ctx.shop.branches.some((one) => one.id === branchId && one.active)) {
    throw invalid({ branch_id: { code: "invalid" } });
  }
}

async function emailTaken<Result>(writing: Promise<Result>): Promise<Result> {
  try {
    return await writing;
  } catch (error) {
    if (dbFault(error)?.kind === "unique") throw invalid({ email: { code: "email_taken" } });
    throw error;
  }
}
