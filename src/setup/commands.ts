import { recordAudit } from "../audit/record.ts";
import { hashChosenPassword } from "../auth/new_password.ts";
import { addFirstTill } from "../cash/first_till.ts";
import type { Ctx } from "../context.ts";
import { DEFAULT_TERMS } from "../intakes/terms.ts";
import { AppError, conflict } from "../lib/app_error.ts";
import { LOCALES } from "../lib/locale.ts";
import { base64url, sha256 } from "../lib/token.ts";
import { openStockroom } from "../parts/locations.ts";
import { addUser } from "../users/commands.ts";
import type { Setup } from "./input.ts";

const DAY = 86_400_000;

/** A fresh code for the set-up link; earlier ones stop working. Throws `conflict` when the shop is set up. */
export async function issueSetupCode(ctx: Ctx): Promise<string> {
  const code = base64url(ctx.random.bytes(18));
  await ctx.db.transaction().execute(async (trx) => {
    const shop = await trx.selectFrom("organization").select("id").executeTakeFirst();
    if (shop) throw conflict("already_set_up");
    await trx.deleteFrom("one_time_code").where("purpose", "=", "setup").execute();
    await trx.insertInto("one_time_code").values({
      id: ctx.random.id(ctx.now),
      purpose: "setup",
      code_hash: sha256(code),
      data_json: "{}",
      created_at: ctx.now,
      expires_at: ctx.now + 7 * DAY,
      tries_left: 1,
      used_at: null,
    }).execute();
  });
  return code;
}

export async function isSetupCode(ctx: Ctx, code: string): Promise<boolean> {
  const row = await ctx.db.selectFrom("one_time_code").select("id").where("purpose", "=", "setup")
    .where("code_hash", "=", sha256(code)).where("expires_at", ">", ctx.now).where("used_at", "is", null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Set-up from the browser: only with the code of the link. Throws `not_found`, `conflict` or `invalid`. */
export async function setUpWithCode(ctx: Ctx, input: Setup): Promise<{ userId: string }> {
  if (!await isSetupCode(ctx, input.code ?? "")) throw new AppError("not_found");
  const about = [input.email, input.name, input.shop];
  const passwordHash = await hashChosenPassword(ctx, { password: input.password, about });
  return await setUpShop(ctx, { ...input, passwordHash });
}

export interface NewShop extends Omit<Setup, "code" | "password"> {
  /** Of the administrator. */
  passwordHash: string;
  mustChangePassword?: boolean;
}

/**
 * Creates the shop with its first branch, terms and administrator. Throws `conflict` (`already_set_up`) when there is one.
 */
export async function setUpShop(ctx: Ctx, input: NewShop): Promise<{ userId: string }> {
  const made = await ctx.db.transaction().execute(async (trx) => {
    if (await trx.selectFrom("organization").select("id").executeTakeFirst()) {
      throw conflict("already_set_up");
    }
    const { time_zone, currency, locale } = input;
    await trx.insertInto("organization").values({
      // A fixed id: of two set-ups at the same moment one fails on the key.
      id: "shop",
      name: input.shop,
      tax_id: input.tax_id,
      address: input.address,
      phone: input.phone,
      email: input.shop_email,
      time_zone,
      currency,
      locale,
      created_at: ctx.now,
      version: 1,
    }).execute();
    const branchId = ctx.random.id(ctx.now);
    await trx.insertInto("branch").values({
      id: branchId,
      code: input.branch_code,
      name: input.branch_name,
      address: input.address,
      phone: input.phone,
      time_zone,
      currency,
      active: 1,
      created_at: ctx.now,
      version: 1,
    }).execute();
    await openStockroom(trx, ctx, branchId);
    await addFirstTill(trx, ctx, { branchId, locale });
    await trx.insertInto("setting").values({
      branch_id: "",
      key: "country",
      value_json: JSON.stringify(input.country),
      updated_at: ctx.now,
      updated_by: null,
    }).execute();
    await trx.insertInto("terms_version").values(LOCALES.map((one) => ({
      id: ctx.random.id(ctx.now),
      version: 1,
      locale: one,
      text: DEFAULT_TERMS[one],
      created_at: ctx.now,
      created_by: null,
    }))).execute();
    const { id: userId } = await addUser(trx, ctx, {
      email: input.email,
      name: input.name,
      role: "admin",
      passwordHash: input.passwordHash,
      locale,
      branchId,
      mustChangePassword: input.mustChangePassword ?? false,
    });
    await trx.updateTable("one_time_code").set({ used_at: ctx.now }).where("purpose", "=", "setup").execute();
    await recordAudit(trx, ctx, { kind: "shop_set_up", subject: { kind: "organization", id: "shop" } });
    return { userId };
  });
  ctx.live.changed("shop");
  return made;
}
