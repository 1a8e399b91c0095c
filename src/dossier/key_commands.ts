import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { invalid, notFound } from "../lib/app_error.ts";
import { newKey } from "./signing_key.ts";

/**
 * Puts a new key in the place of the one that signs order files, whose private half is destroyed; with `leakedFrom` (UTC milliseconds)
 * it is said of any key that from then on it may have been in wrong hands, which can only be said of an earlier instant afterwards. Said
 * twice it is done once. @throws AppError forbidden; not_found; invalid `leaked_from`
 */
export async function retireSigningKey(
  ctx: Ctx,
  id: string,
  { leakedFrom }: { leakedFrom: number | null },
): Promise<void> {
  requirePermission(ctx.actor, "settings.manage");
  const next = await newKey(ctx);
  await ctx.db.transaction().execute(async (trx) => {
    const key = await trx.selectFrom("signing_key").select(["public_key", "retired_at", "leaked_from"])
      .where("id", "=", id).forUpdate().executeTakeFirst();
    if (!key) throw notFound();
    const known = key.leaked_from;
    if (leakedFrom !== null && known !== null && leakedFrom > known) {
      throw invalid({ leaked_from: { code: "signing_key_leaked_earlier" } });
    }
    const retires = key.retired_at === null;
    const leaks = leakedFrom !== null && leakedFrom !== known;
    if (!retires && !leaks) return;
    await trx.updateTable("signing_key").set({
      ...retires && { retired_at: ctx.now, sealed_key: "" },
      ...leaks && { leaked_from: leakedFrom },
    }).where("id", "=", id).execute();
    await recordAudit(trx, ctx, {
      kind: "signing_key_retired",
      subject: { kind: "signing_key", id },
      data: {
        public_key: key.public_key,
        ...leaks && { leaked_from: leakedFrom },
      },
    });
    if (!retires) return;
    await trx.insertInto("signing_key").values(next).execute();
    await recordAudit(trx, ctx, {
      kind: "signing_key_made",
      subject: { kind: "signing_key", id: next.id },
      data: { public_key: next.public_key },
    });
  });
}
