import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { LOGO_LIMITS, logoImages } from "../files/logo.ts";
import { keepUpload } from "../files/room.ts";
import { invalid } from "../lib/app_error.ts";
import { SecretUnreadable } from "../lib/secret_box.ts";
import { logoSchema, type ShopLogo } from "./settings.ts";

/** Puts the pictures of an uploaded logo into the private store, for good: papers will name them. @throws AppError invalid or storage_full with `file` */
export async function keepLogo(ctx: Ctx, file: File): Promise<ShopLogo> {
  requirePermission(ctx.actor, "settings.manage");
  if (file.size > LOGO_LIMITS.bytes) {
    throw invalid({ file: { code: "logo_too_large", params: { max: LOGO_LIMITS.bytes } } });
  }
  const made = await logoImages(new Uint8Array(await file.arrayBuffer()));
  if (!made.ok) throw invalid({ file: made.refusal });
  const { page, sheet, roll } = made.value;
  const [ofPage, ofSheet, ofRoll] = [
    await keepUpload(ctx, page.bytes, { also: [sheet.bytes, roll.bytes] }),
    await ctx.files.put(sheet.bytes),
    await ctx.files.put(roll.bytes),
  ];
  const { width, height } = page;
  return { page: ofPage.hash, width, height, sheet: ofSheet.hash, roll: ofRoll.hash };
}

/** A logo that has been kept, for a hidden field: nobody else can name files of the private store there. */
export function sealLogo(ctx: Ctx, logo: ShopLogo): Promise<string> {
  return ctx.secrets.seal(JSON.stringify(logo), SEALED_FOR);
}

/** @throws AppError invalid with `file` for what `sealLogo` did not make */
export async function openLogo(ctx: Ctx, sealed: string): Promise<ShopLogo> {
  try {
    return logoSchema.parse(JSON.parse(await ctx.secrets.open(sealed, SEALED_FOR)));
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    throw invalid({ file: { code: "logo_missing" } });
  }
}

const SEALED_FOR = "shop_logo";
