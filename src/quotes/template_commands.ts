import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { actingUser } from "../orders/acting_user.ts";
import type { TemplateInput } from "./input.ts";
import type { TemplateLine } from "./template.ts";

/**
 * Keeps a new common job under the key of its form, or writes one anew as of the version that the form showed (`id`).
 * @throws AppError forbidden, not_found, conflict quote_template_changed
 */
export async function saveTemplate(ctx: Ctx, id: string | null, input: TemplateInput): Promise<void> {
  requirePermission(ctx.actor, "texts.manage");
  const written = {
    name: input.name,
    active: input.active ? 1 : 0,
    lines_json: JSON.stringify(input.lines.map(lineOf)),
    updated_at: ctx.now,
  };
  await ctx.db.transaction().execute(async (trx) => {
    const saved = id === null
      ? await trx.insertInto("quote_template").values({
        id: input.form_key,
        ...written,
        created_at: ctx.now,
        created_by: actingUser(ctx),
        version: 1,
      }).onConflict((known) => known.column("id").doNothing()).returning("id").executeTakeFirst()
      : await trx.updateTable("quote_template").set({ ...written, version: input.version + 1 })
        .where("id", "=", id).where("version", "=", input.version).returning("id").executeTakeFirst();
    if (!saved && id === null) return;
    if (!saved) {
      const known = await trx.selectFrom("quote_template").select(["name", "active", "lines_json"])
        .where("id", "=", id ?? "").executeTakeFirst();
      if (!known) throw notFound();
      const { name, active, lines_json } = written;
      if (known.name === name && known.active === active && known.lines_json === lines_json) return;
      throw conflict("quote_template_changed");
    }
    const subject = { kind: "quote_template", id: saved.id };
    await recordAudit(trx, ctx, { kind: "quote_template_saved", subject, data: { name: input.name } });
  });
}

function lineOf(line: TemplateInput["lines"][number]): TemplateLine {
  return {
    kind: line.kind,
    description: line.description,
    quantity: line.quantity,
    unitMinor: line.unitMinor,
    taxRate: line.taxRate,
    partId: line.part_id,
  };
}
