import { type Context, Hono } from "hono";
import { TemplatePage, TemplatesPage } from "../../views/checklists/templates.tsx";
import { checklistText, suggestedPoints } from "../../views/checklists/text.ts";
import { DEVICE_CATEGORIES } from "../devices/device.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError, notFound } from "../lib/app_error.ts";
import { check, nest, typedText } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { phaseOf } from "./checklist.ts";
import { templateInput } from "./input.ts";
import { type CheckTemplate, checkTemplates } from "./queries.ts";
import { saveTemplate } from "./template_commands.ts";

/** What the shop checks of each kind of device. */
export const checklistRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    return c.html(<TemplatesPage viewer={viewer} templates={await checkTemplates(ctx)} />);
  })
  .get("/:category/:phase", async (c) => {
    return c.html(<TemplatePage viewer={c.var.viewer} template={await askedTemplate(c)} />);
  })
  .post("/:category/:phase", async (c) => {
    const { ctx, viewer } = c.var;
    const text = checklistText[viewer.locale].admin;
    const template = await askedTemplate(c);
    const typed = nest(await c.req.formData());
    if (typedText(typed, "suggest") === "1") {
      const items = suggestedPoints(viewer.locale, template.category).join("\n");
      return c.html(<TemplatePage {...{ viewer, template }} typed={{ ...typed, items }} suggested />);
    }
    const form = check(templateInput, typed);
    if (!form.ok) {
      return c.html(<TemplatePage {...{ viewer, template, typed }} errors={form.errors} />, 422);
    }
    try {
      await saveTemplate(ctx, { category: template.category, phase: template.phase }, form.data);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "checklist_changed") throw refusal;
      const saved = await askedTemplate(c);
      if (saved.items.join("\n") !== form.data.items.join("\n")) {
        return c.html(<TemplatePage {...{ viewer, typed }} template={saved} conflict />, 409);
      }
    }
    return answer(c, { to: paths.checklists(), toast: text.saved });
  });

/** The template that the address names. @throws AppError not_found */
async function askedTemplate(c: Context<Env>): Promise<CheckTemplate> {
  const phase = phaseOf(c.req.param("phase") ?? "");
  const category = DEVICE_CATEGORIES.find((one) => one === c.req.param("category"));
  const templates = phase && category ? await checkTemplates(c.var.ctx) : [];
  const found = templates.find((one) => one.category === category && one.phase === phase);
  if (!found) throw notFound();
  return found;
}
