import type { Ctx } from "../context.ts";
import { invalid } from "../lib/app_error.ts";
import { isBreached } from "./breached.ts";
import { hashPassword } from "./passwords.ts";
import { weaknessOf } from "./strength.ts";

/**
 * Hash of a password that somebody has chosen. `about` is what is known of whoever chose it. @throws AppError invalid with `password`:
 * `password_common` for one that has leaked, `password_weak` with `why` for one that is guessed too soon
 */
export async function hashChosenPassword(
  ctx: Ctx,
  { password, about }: { password: string; about: readonly string[] },
): Promise<string> {
  if (await isBreached(password)) throw invalid({ password: { code: "password_common" } });
  const why = await weaknessOf(password, [...about, ctx.shop.organization?.name ?? ""]);
  if (why) throw invalid({ password: { code: "password_weak", params: { why } } });
  return await hashPassword(password);
}
