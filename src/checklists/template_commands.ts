import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import type { Db } from "../db/open.ts";
import type { DeviceCategory } from "../devices/device.ts";
import { conflict } from "../lib/app_error.ts";
import { actingUser } from "../orders/acting_user.ts";
import type { ChecklistPhase } from "./checklist.ts";
import type { TemplateInput } from "./input.ts";
import { templatePoints } from "./queries.ts";

interface TemplateKey {
  category: DeviceCategory;
  phase: ChecklistPhase;
}

/** Sets what is checked from now on; runs that have begun keep their points. @throws forbidden, conflict checklist_changed */
export async function saveTemplate(ctx: Ctx, key: TemplateKey, input: TemplateInput): Promise<void> {
  requirePermission(ctx.actor, "settings.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const before = await templatePoints(trx, key);
    const id = await heldTemplate(trx, ctx, key, input.version);
    await trx.deleteFrom("checklist_template_item").where("template_id", "=", id).execute();
    const rows = input.items.map((text, position) => ({ template_id: id, position, text }));
    if (rows.length > 0) await trx.insertInto("checklist_template_item").values(rows).execute();
    await recordAudit(trx, ctx, {
      kind: "checklist_edited",
      subject: { kind: "checklist", id },
      data: {
        category: key.category,
        phase: key.phase,
        before: { points: before.join("\n") },
        after: { points: input.items.join("\n") },
      },
    });
  });
}

/** The template's row with its version counted up. */
async function heldTemplate(trx: Db, ctx: Ctx, key: TemplateKey, version: number): Promise<string> {
  const changes = { updated_at: ctx.now, updated_by: actingUser(ctx), version: version + 1 };
  if (version === 0) {
    const id = ctx.random.id(ctx.now);
    try {
      await trx.insertInto("checklist_template").values({ id, ...key, ...changes }).execute();
    } catch (error) {
      if (dbFault(error)?.kind === "unique") throw conflict("checklist_changed");
      throw error;
    }
    return id;
  }
  const held = await trx.updateTable("checklist_template").set(changes)
    .where("category", "=", key.category).where("phase", "=", key.phase).where("version", "=", version)
    .returning("id").executeTakeFirst();
  if (!held) throw conflict("checklist_changed");
  return held.id;
}
