import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { type AgeKey, newAgeKey } from "./age.ts";

/**
 * Makes the key for which backups are encrypted from now on, in place of the one before. What is answered is shown this once: the server
 * keeps the public half alone. @throws AppError forbidden
 */
export async function makeBackupKey(ctx: Ctx): Promise<AgeKey> {
  requirePermission(ctx.actor, "backups.manage");
  const key = await newAgeKey();
  await ctx.db.transaction().execute(async (trx) => {
    await trx.updateTable("backup_key").set({ ended_at: ctx.now }).where("ended_at", "is", null).execute();
    const id = ctx.random.id(ctx.now);
    await trx.insertInto("backup_key").values({
      id,
      recipient: key.recipient,
      created_at: ctx.now,
      created_by_name: ctx.actor.name,
      ended_at: null,
    }).execute();
    const data = { recipient: key.recipient };
    await recordAudit(trx, ctx, { kind: "backup_key_made", subject: { kind: "backup_key", id }, data });
  });
  return key;
}
