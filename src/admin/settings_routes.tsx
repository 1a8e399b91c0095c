import { type Context, Hono } from "hono";
import { type Returned, SettingsPage } from "../../views/admin/settings.tsx";
import { settingsText } from "../../views/admin/settings_text.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError, notFound } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { changeSettings, editOrganization } from "./commands.ts";
import { isSettingForm, OrganizationEdit, SETTING_FORMS } from "./input.ts";
import { readShop } from "./shop.ts";

export const settingsRoutes = new Hono<Env>()
  .get("/", (c) => settingsPage(c))
  .get("/:part", (c) => c.redirect(`${paths.settings()}#${encodeURIComponent(c.req.param("part"))}`, 303))
  .post("/negocio", async (c) => {
    const part = "negocio";
    const form = check(OrganizationEdit, nest(await c.req.formData()));
    const { typed } = form;
    if (!form.ok) return settingsPage(c, { part, typed, errors: form.errors });
    try {
      await editOrganization(c.var.ctx, form.data);
      return saved(c, part);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "organization_changed") throw refusal;
      return settingsPage(c, { part, typed, errors: {}, conflict: true });
    }
  })
  .post("/:part", async (c) => {
    const part = c.req.param("part");
    if (!isSettingForm(part)) throw notFound();
    const form = check(SETTING_FORMS[part], nest(await c.req.formData()));
    if (!form.ok) return settingsPage(c, { part, typed: form.typed, errors: form.errors });
    await changeSettings(c.var.ctx, form.data);
    return saved(c, part);
  });

/** As it stands in the database, not as this process remembers it: the forms carry its version. */
async function settingsPage(c: Context<Env>, returned?: Returned): Promise<Response> {
  const { organization, settings } = await readShop(c.var.ctx.db);
  if (!organization) throw notFound();
  const page = { viewer: c.var.viewer, organization, settings, returned };
  return await c.html(<SettingsPage {...page} />, !returned ? 200 : returned.conflict ? 409 : 422);
}

function saved(c: Context<Env>, part: string): Response | Promise<Response> {
  return answer(c, {
    to: `${paths.settings()}#${part}`,
    toast: settingsText[c.var.viewer.locale].saved,
  });
}
