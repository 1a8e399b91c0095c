import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import type { TemplateLine } from "./template.ts";

export interface QuoteTemplate {
  id: string;
  name: string;
  active: boolean;
  lines: TemplateLine[];
  version: number;
}

/** All of them, those in use first. */
export async function listTemplates(ctx: Ctx): Promise<QuoteTemplate[]> {
  const rows = await ctx.db.selectFrom("quote_template").selectAll().orderBy("active", "desc").orderBy("name")
    .limit(500).execute();
  return rows.map(templateOf);
}

/** @throws not_found */
export async function readTemplate(ctx: Ctx, id: string): Promise<QuoteTemplate> {
  const row = await ctx.db.selectFrom("quote_template").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  return templateOf(row);
}

interface TemplateRow {
  id: string;
  name: string;
  active: number;
  lines_json: string;
  version: number;
}

function templateOf({ id, name, active, lines_json, version }: TemplateRow): QuoteTemplate {
  return { id, name, active: active === 1, lines: JSON.parse(lines_json), version };
}
