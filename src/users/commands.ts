import { recordAudit } from "../audit/record.ts";
import { hashPassword } from "../auth/passwords.ts";
import type { Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import type { Db } from "../db/open.ts";
import { invalid, notFound } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import { typedCode } from "../lib/token.ts";
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

/** Throws `invalid` (`email_taken`). */
export async function addUser(trx: Db, ctx: Ctx, user: NewUser): Promise<{ id: string }> {
  const id = ctx.random.id(ctx.now);
  try {
    await trx.insertInto("user").values({
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
    }).execute();
  } catch (error) {
    if (dbFault(error)?.kind === "unique") throw invalid({ email: { code: "email_taken" } });
    throw error;
  }
  await recordAudit(trx, ctx, {
    kind: "user_created",
    subject: { kind: "user", id },
    data: { role: user.role, branch_id: user.branchId },
  });
  return { id };
}

const INITIAL_PASSWORD_LENGTH = 16;

export interface CreatedUser extends Record<string, unknown> {
  id: string;
  email: string;
  role: Role;
  /** Made for them, shown this once, to be changed at the first sign-in; null when one was given. */
  initial_password: string | null;
}

/** Throws `invalid` (`email_taken`). */
export async function createUser(
  ctx: Ctx,
  user: { email: string; name: string; role: Role; branch_id: string; password?: string },
): Promise<CreatedUser> {
  const initial = user.password === undefined ? typedCode(ctx.random.bytes(INITIAL_PASSWORD_LENGTH)) : null;
  const passwordHash = await hashPassword(user.password ?? initial ?? "");
  const { id } = await ctx.db.transaction().execute((trx) =>
    addUser(trx, ctx, {
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
}

/** Sets a password (one made here when none is given) and ends every session of the user. Throws `not_found`. */
export async function resetPassword(
  ctx: Ctx,
  { email, password }: { email: string; password?: string },
): Promise<{ email: string; initial_password: string | null }> {
  const initial = password === undefined ? typedCode(ctx.random.bytes(INITIAL_PASSWORD_LENGTH)) : null;
  const password_hash = await hashPassword(password ?? initial ?? "");
  await ctx.db.transaction().execute(async (trx) => {
    const user = await trx.updateTable("user")
      .set({ password_hash, must_change_password: initial === null ? 0 : 1, updated_at: ctx.now })
      .where("email", "=", email).returning("id").executeTakeFirst();
    if (!user) throw notFound("no_such_user");
    await trx.deleteFrom("session").where("user_id", "=", user.id).execute();
    await trx.deleteFrom("login_failure").where("key", "=", `account:${email}`).execute();
    await recordAudit(trx, ctx, { kind: "password_reset", subject: { kind: "user", id: user.id } });
  });
  return { email, initial_password: initial };
}
