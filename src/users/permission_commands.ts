import { changesOf } from "../audit/changes.ts";
import { recordAudit } from "../audit/record.ts";
import { ALL_PERMISSIONS, isWhole, overridesJson, powersOf } from "../auth/overrides.ts";
import { type Overrides, requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { conflict, type FieldErrors, invalid, notFound } from "../lib/app_error.ts";
import { requireAdmins } from "./commands.ts";
import { overrideField } from "./input.ts";
import { lockWholeAdmins, refuseBeyond } from "./powers.ts";

/**
 * What one user may beside their role, in place of what was said before. It holds from their next request on, for their API tokens too;
 * sessions go on under another id. @throws AppError forbidden (`powers_exceeded` for what the actor has not), not_found, conflict
 * `user_changed`, invalid `last_admin`: one active administrator always has everything
 */
export async function saveOverrides(
  ctx: Ctx,
  id: string,
  { version, overrides }: { version: number; overrides: Overrides },
): Promise<void> {
  requirePermission(ctx.actor, "users.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const whole = await lockWholeAdmins(trx);
    const user = await trx.selectFrom("user").select(["role", "overrides_json", "version"])
      .where("id", "=", id).executeTakeFirst();
    if (!user) throw notFound();
    requireAdmins(ctx, user.role);
    if (user.version !== version) throw conflict("user_changed");
    const before = powersOf(user);
    const after = { role: user.role, overrides };
    refuseBeyond(ctx, before);
    refuseBeyond(ctx, after);
    const changes = changesOf(audited(before.overrides), audited(overrides));
    if (!changes) return;
    if (whole.length === 1 && whole[0] === id && !isWhole(after)) throw invalid(lastAdmin(overrides));
    await trx.updateTable("user")
      .set({ overrides_json: overridesJson(overrides), updated_at: ctx.now, version: version + 1 })
      .where("id", "=", id).execute();
    await trx.updateTable("session").set({ must_rotate: 1 }).where("user_id", "=", id).execute();
    await recordAudit(trx, ctx, {
      kind: "user_permissions_changed",
      subject: { kind: "user", id },
      data: { ...changes },
    });
  });
}

/** Every permission by its name, `role` where nothing else is said. */
function audited(overrides: Overrides = {}): Record<string, string> {
  return Object.fromEntries(
    ALL_PERMISSIONS.map((permission) => [permission, overrides[permission] ?? "role"]),
  );
}

function lastAdmin(overrides: Overrides): FieldErrors {
  const denied = ALL_PERMISSIONS.filter((permission) => overrides[permission] === "deny");
  return Object.fromEntries(
    denied.map((permission) => [`overrides.${overrideField(permission)}`, { code: "last_admin" }]),
  );
}
