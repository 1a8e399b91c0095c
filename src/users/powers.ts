import { isWhole, permissionsHeld, powersOf } from "../auth/overrides.ts";
import { personMay, type Powers } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { AppError } from "../lib/app_error.ts";

/**
 * Nobody gives what they have not themselves, nor opens the account of somebody who may more, by which they could enter. @throws
 * AppError forbidden `powers_exceeded`
 */
export function refuseBeyond({ actor }: Ctx, powers: Powers): void {
  if (actor.kind === "system") return;
  const known = actor.kind === "user" || actor.kind === "token";
  if (!known || permissionsHeld(powers).some((permission) => !personMay(actor, permission))) {
    throw new AppError("forbidden", { reason: "powers_exceeded" });
  }
}

/**
 * The active administrators from whom nothing was taken, of whom there is always one: whatever somebody lacks can be given back. Held, so
 * that two of them cannot take it from each other in the same moment.
 */
export async function lockWholeAdmins(trx: Db): Promise<string[]> {
  const admins = await trx.selectFrom("user").select(["id", "role", "overrides_json"])
    .where("role", "=", "admin").where("active", "=", 1).orderBy("id").forUpdate().execute();
  return admins.filter((user) => isWhole(powersOf(user))).map(({ id }) => id);
}
