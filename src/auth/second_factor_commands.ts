import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { AppError, conflict, invalid, notFound } from "../lib/app_error.ts";
import { refuseBeyond } from "../users/powers.ts";
import { queueAccountMail } from "./account_mails.tsx";
import { powersOf } from "./overrides.ts";
import { requirePermission } from "./permissions.ts";
import { hasSecondFactor, makeRecoveryCodes, noteSpent, openTotp, totpContext } from "./second_factor.ts";
import { newTotpSecret, stepOfCode, totpUri } from "./totp.ts";

/** Begins to set an app up, or begins anew; nothing is asked of the user yet. @throws AppError conflict `second_factor_on` */
export async function beginTotp(ctx: Ctx): Promise<void> {
  const userId = self(ctx);
  const sealed_secret = await ctx.secrets.seal(newTotpSecret(ctx.random), totpContext(userId));
  await ctx.db.transaction().execute(async (trx) => {
    if (await hasSecondFactor(trx, userId)) throw conflict("second_factor_on");
    const values = { user_id: userId, sealed_secret, created_at: ctx.now, confirmed_at: null, last_step: 0 };
    await trx.insertInto("totp").values(values)
      .onConflict((c) => c.column("user_id").doUpdateSet(values)).execute();
  });
}

/** What an app is given while it is being set up, null where none is. */
export async function pendingTotp(
  ctx: Ctx,
  email: string,
): Promise<{ secret: string; uri: string } | null> {
  const userId = self(ctx);
  const row = await ctx.db.selectFrom("totp").select("sealed_secret").where("user_id", "=", userId)
    .where("confirmed_at", "is", null).executeTakeFirst();
  const secret = row && await openTotp(ctx, { userId, sealed: row.sealed_secret });
  if (!secret) return null;
  const shop = ctx.shop.organization?.name ?? "Reparo";
  return { secret, uri: await totpUri({ secret, shop, email }) };
}

/**
 * The app shows the right code: from now on the sign-in asks for one, the other sessions end, a mail tells of it. Answers the recovery
 * codes, this once. @throws AppError not_found where nothing was begun, invalid `code`
 */
export async function confirmTotp(
  ctx: Ctx,
  { code, sessionId }: { code: string; sessionId: string },
): Promise<string[]> {
  const userId = self(ctx);
  const row = await ctx.db.selectFrom("totp").select("sealed_secret").where("user_id", "=", userId)
    .where("confirmed_at", "is", null).executeTakeFirst();
  const secret = row && await openTotp(ctx, { userId, sealed: row.sealed_secret });
  if (!row || !secret) throw notFound();
  const step = await stepOfCode({ secret, code: code.replace(/\s/g, ""), now: ctx.now });
  if (step === null) throw invalid({ code: { code: "second_code_wrong" } });
  const codes = await ctx.db.transaction().execute(async (trx) => {
    const on = await trx.updateTable("totp").set({ confirmed_at: ctx.now, last_step: step })
      .where("user_id", "=", userId).where("sealed_secret", "=", row.sealed_secret)
      .where("confirmed_at", "is", null).returning("user_id").executeTakeFirst();
    if (!on) throw notFound();
    await noteSpent(trx, ctx, { userId, step });
    await trx.deleteFrom("session").where("user_id", "=", userId).where("id", "!=", sessionId).execute();
    await recordAudit(trx, ctx, { kind: "second_factor_on", subject: { kind: "user", id: userId } });
    await tell(trx, ctx, { userId, kind: "second_factor_on" });
    return await makeRecoveryCodes(trx, ctx, userId);
  });
  ctx.live.changed("jobs");
  return codes;
}

/** New codes in place of the old ones. @throws AppError not_found without a second factor */
export async function renewRecoveryCodes(ctx: Ctx): Promise<string[]> {
  const userId = self(ctx);
  const codes = await ctx.db.transaction().execute(async (trx) => {
    if (!await hasSecondFactor(trx, userId)) throw notFound();
    await recordAudit(trx, ctx, { kind: "recovery_codes_made", subject: { kind: "user", id: userId } });
    await tell(trx, ctx, { userId, kind: "recovery_codes_made" });
    return await makeRecoveryCodes(trx, ctx, userId);
  });
  ctx.live.changed("jobs");
  return codes;
}

/** The password is enough again. @throws AppError not_found; conflict `second_factor_needed` for an administrator who must have one */
export async function removeOwnSecondFactor(ctx: Ctx): Promise<void> {
  const userId = self(ctx);
  // Their own role, whatever role they look at the screens as.
  const { role } = await ctx.db.selectFrom("user").select("role").where("id", "=", userId)
    .executeTakeFirstOrThrow();
  if (role === "admin" && ctx.shop.settings.admins_two_factors) throw conflict("second_factor_needed");
  await remove(ctx, { userId, kind: "second_factor_off" });
}

/** For who lost the phone and the codes: passkeys go too, and they sign in with the password, everywhere anew. @throws AppError forbidden, not_found */
export async function resetSecondFactor(ctx: Ctx, userId: string): Promise<void> {
  requirePermission(ctx.actor, "users.manage");
  const user = await ctx.db.selectFrom("user").select(["role", "overrides_json"]).where("id", "=", userId)
    .executeTakeFirst();
  if (!user) throw notFound();
  refuseBeyond(ctx, powersOf(user));
  await remove(ctx, { userId, kind: "second_factor_reset" });
}

async function remove(
  ctx: Ctx,
  { userId, kind }: { userId: string; kind: "second_factor_off" | "second_factor_reset" },
): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    const gone = await trx.deleteFrom("totp").where("user_id", "=", userId).returning("user_id").execute();
    const keys = kind === "second_factor_reset"
      ? await trx.deleteFrom("passkey").where("user_id", "=", userId).returning("id").execute()
      : [];
    if (gone.length + keys.length === 0) throw notFound();
    await trx.deleteFrom("recovery_code").where("user_id", "=", userId).execute();
    if (kind === "second_factor_reset") {
      await trx.deleteFrom("session").where("user_id", "=", userId).execute();
    }
    await recordAudit(trx, ctx, { kind, subject: { kind: "user", id: userId } });
    await tell(trx, ctx, { userId, kind: "second_factor_off" });
  });
  ctx.live.changed("jobs");
}

async function tell(
  trx: Db,
  ctx: Ctx,
  { userId, kind }: {
    userId: string;
    kind: "second_factor_on" | "second_factor_off" | "recovery_codes_made";
  },
): Promise<void> {
  const user = await trx.selectFrom("user").select(["name", "email", "locale"]).where("id", "=", userId)
    .executeTakeFirstOrThrow();
  await queueAccountMail(trx, ctx, { kind, user, url: ctx.baseUrl });
}

function self({ actor }: Ctx): string {
  if (actor.kind !== "user") throw new AppError("unauthenticated");
  return actor.id;
}
