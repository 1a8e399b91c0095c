import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { conflict, type FieldErrors, invalid } from "../lib/app_error.ts";
import { ACCOUNT_ID } from "./account.ts";
import { approvedTemplates } from "./cloud.ts";
import { connectionOf, findAccount } from "./connections.ts";
import { GraphFault } from "./graph.ts";
import type { ChoiceInput, ChoicePlace } from "./input.ts";
import { fieldsOfKind, obstacleFor, parametersOf } from "./template.ts";

/**
 * Brings the list of approved templates; what Meta no longer has approved is not sent any more. Answers how many there are.
 * @throws AppError forbidden; conflict `whatsapp_unset`, `whatsapp_account_refused`, `whatsapp_away`
 */
export async function fetchTemplates(ctx: Ctx): Promise<number> {
  requirePermission(ctx.actor, "settings.manage");
  const connection = await connectionOf(ctx, await findAccount(ctx.db));
  if (!connection || connection.businessAccountId === "") throw conflict("whatsapp_unset");
  const found = await approvedTemplates(connection).catch((fault) => {
    if (!(fault instanceof GraphFault)) throw fault;
    throw conflict(fault.kind === "busy" ? "whatsapp_away" : "whatsapp_account_refused");
  });
  await ctx.db.transaction().execute(async (trx) => {
    await trx.updateTable("whatsapp_account").set({ templates_at: ctx.now }).where("id", "=", ACCOUNT_ID)
      .execute();
    await trx.updateTable("whatsapp_template").set({ approved: 0 }).execute();
    for (const { name, language, ...rest } of found) {
      const row = { ...rest, document: Number(rest.document), approved: 1 };
      await trx.insertInto("whatsapp_template")
        .values({ id: ctx.random.id(ctx.now), name, language, ...row })
        .onConflict((same) => same.columns(["name", "language"]).doUpdateSet(row)).execute();
    }
    await trx.deleteFrom("whatsapp_template").where("approved", "=", 0)
      .where("id", "not in", (q) => q.selectFrom("whatsapp_choice").select("template_id")).execute();
    await recordAudit(trx, ctx, {
      kind: "whatsapp_templates_fetched",
      subject: { kind: "whatsapp_account", id: ACCOUNT_ID },
      data: { count: found.length },
    });
  });
  ctx.live.changed("shop");
  return found.length;
}

/** From now on a template serves a kind in a language. @throws AppError forbidden; invalid `template`, `fields.0` … */
export async function chooseTemplate(ctx: Ctx, place: ChoicePlace, input: ChoiceInput): Promise<void> {
  requirePermission(ctx.actor, "settings.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const template = await trx.selectFrom("whatsapp_template").select(["id", "name", "language", "body"])
      .select(["obstacle", "document"]).where("id", "=", input.template).where("approved", "=", 1)
      .executeTakeFirst();
    const serves = template &&
      obstacleFor(place.kind, { ...template, document: template.document === 1 }) === "";
    if (!serves) throw invalid({ template: { code: "template_gone" } });
    const known = fieldsOfKind(place.kind);
    const wanted = parametersOf(template.body);
    const wrong = wanted.flatMap((_, at) => known.includes(input.fields[at] ?? "") ? [] : [`fields.${at}`]);
    const errors: FieldErrors = Object.fromEntries(wrong.map((name) => [name, { code: "required" }]));
    if (wrong.length > 0) throw invalid(errors);
    const row = {
      template_id: template.id,
      fields_json: JSON.stringify(input.fields.slice(0, wanted.length)),
    };
    await trx.insertInto("whatsapp_choice").values({ ...place, ...row })
      .onConflict((same) => same.columns(["kind", "locale"]).doUpdateSet(row)).execute();
    await recordAudit(trx, ctx, {
      kind: "whatsapp_template_chosen",
      subject: { kind: "whatsapp_template", id: `${place.kind}.${place.locale}` },
      data: { template: template.name, language: template.language, fields: input.fields },
    });
  });
  ctx.live.changed("shop");
}

/** The kind no longer goes by WhatsApp in a language; where it does not already this is no error. @throws AppError forbidden */
export async function dropTemplate(ctx: Ctx, { kind, locale }: ChoicePlace): Promise<void> {
  requirePermission(ctx.actor, "settings.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const dropped = await trx.deleteFrom("whatsapp_choice").where("kind", "=", kind)
      .where("locale", "=", locale).returning("kind").executeTakeFirst();
    if (!dropped) return;
    const subject = { kind: "whatsapp_template", id: `${kind}.${locale}` };
    await recordAudit(trx, ctx, { kind: "whatsapp_template_dropped", subject });
  });
  ctx.live.changed("shop");
}
