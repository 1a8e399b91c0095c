import { sql } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { hmac, typedCode } from "../lib/token.ts";
import { logOf } from "../logs.ts";
import { SecretUnreadable } from "../lib/secret_box.ts";
import { OFF_BY, stepAt, stepOfCode } from "./totp.ts";

const log = logOf("auth");

/** How far a clock may be set back without any code being good twice. */
const REMEMBER_MS = 366 * 86_400_000;
const RECOVERY_CODES = 10;
/** 78 bits. */
const RECOVERY_LENGTH = 16;

/** Whether more than the password is asked of somebody. */
export async function hasSecondFactor(db: Db, userId: string): Promise<boolean> {
  const row = await db.selectFrom("totp").select("user_id").where("user_id", "=", userId)
    .where("confirmed_at", "is not", null).executeTakeFirst();
  return row !== undefined;
}

/**
 * Uses a code up: six figures of the app, none of a half minute that was used already, or a recovery code. Answers which it was, null
 * for a wrong one.
 */
export async function spendCode(
  ctx: Ctx,
  { userId, code }: { userId: string; code: string },
): Promise<"app" | "recovery" | null> {
  const bare = code.replace(/[\s-]/g, "").toUpperCase();
  if (/^\d{6}$/.test(bare)) return await useAppCode(ctx, { userId, code: bare }) ? "app" : null;
  const used = await ctx.db.transaction().execute((trx) =>
    trx.updateTable("recovery_code").set({ used_at: ctx.now }).where("user_id", "=", userId)
      .where("code_hash", "=", hashOf(ctx, { userId, code: bare })).where("used_at", "is", null)
      .returning("code_hash").executeTakeFirst()
  );
  return used ? "recovery" : null;
}

async function useAppCode(ctx: Ctx, { userId, code }: { userId: string; code: string }): Promise<boolean> {
  const row = await ctx.db.selectFrom("totp").select("sealed_secret").where("user_id", "=", userId)
    .where("confirmed_at", "is not", null).executeTakeFirst();
  const secret = row && await openTotp(ctx, { userId, sealed: row.sealed_secret });
  const step = secret ? await stepOfCode({ secret, code, now: ctx.now }) : null;
  if (step === null) return false;
  return await ctx.db.transaction().execute(async (trx) => {
    // Of two who send the same code at once one gets in. A last one that is still to come is of a clock that was ahead.
    const taken = await trx.updateTable("totp").set({ last_step: step }).where("user_id", "=", userId)
      .where((q) => q.or([q("last_step", "<", step), q("last_step", ">", stepAt(ctx.now) + OFF_BY)]))
      .where((q) =>
        q.not(q.exists(
          q.selectFrom("spent_challenge").select("id").where("id", "=", spentId({ userId, step })),
        ))
      )
      .returning("user_id").executeTakeFirst();
    if (taken) await noteSpent(trx, ctx, { userId, step });
    return taken !== undefined;
  });
}

/** A code is not taken again, also when the clock comes by its half minute once more. */
export async function noteSpent(
  trx: Db,
  ctx: Ctx,
  { userId, step }: { userId: string; step: number },
): Promise<void> {
  await trx.insertInto("spent_challenge")
    .values({ id: spentId({ userId, step }), expires_at: ctx.now + REMEMBER_MS })
    .onConflict((conflict) => conflict.doNothing()).execute();
}

const spentId = ({ userId, step }: { userId: string; step: number }) => `totp:${userId}:${step}`;

export const totpContext = (userId: string) => `totp:${userId}`;

/** Null when it was sealed under another `SECRET_KEY`: the codes are then of no use, and an administrator resets them. */
export async function openTotp(
  ctx: Ctx,
  { userId, sealed }: { userId: string; sealed: string },
): Promise<string | null> {
  try {
    return await ctx.secrets.open(sealed, totpContext(userId));
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    log.warning("A second factor cannot be opened", { userId });
    return null;
  }
}

/** Ten new codes in place of those there were; answered once, kept as hashes. */
export async function makeRecoveryCodes(trx: Db, ctx: Ctx, userId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => typedCode(ctx.random.bytes(RECOVERY_LENGTH)));
  await trx.deleteFrom("recovery_code").where("user_id", "=", userId).execute();
  await trx.insertInto("recovery_code").values(codes.map((code) => ({
    code_hash: hashOf(ctx, { userId, code }),
    user_id: userId,
    created_at: ctx.now,
    used_at: null,
  }))).execute();
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, "$1-"));
}

export interface SecondFactor {
  /** UTC milliseconds. */
  since: number;
  codesLeft: number;
}

/** Null for who signs in with the password alone. */
export async function readSecondFactor({ db }: Ctx, userId: string): Promise<SecondFactor | null> {
  const row = await db.selectFrom("totp").select("confirmed_at as since")
    .select((q) =>
      q.selectFrom("recovery_code").select(sql<number>`count(*)`.as("left"))
        .whereRef("recovery_code.user_id", "=", "totp.user_id").where("used_at", "is", null).as("left")
    )
    .where("user_id", "=", userId).executeTakeFirst();
  return row?.since ? { since: row.since, codesLeft: Number(row.left) } : null;
}

function hashOf(ctx: Ctx, { userId, code }: { userId: string; code: string }): string {
  return hmac(ctx.secretKey, `recovery ${userId} ${code}`);
}
