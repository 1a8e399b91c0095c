import { recordAudit } from "../audit/record.ts";
import { hashPassword } from "../auth/passwords.ts";
import type { Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import type { Db } from "../db/open.ts";
import { invalid } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
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
