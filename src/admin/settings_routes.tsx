import { type Context, Hono } from "hono";
import { type Returned, SettingsPage, SettingsParts } from "../../views/admin/settings.tsx";
import { settingsText } from "../../views/admin/settings_text.ts";
import type { Env } from "../http/env.ts";
import { answer, pageOrPart } from "../http/htmx.ts";
import type { Ctx } from "../context.ts";
import { AppError, invalid, notFound } from "../lib/app_error.ts";
import { check, nest, typedText } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { editOrganization, editSettings } from "./commands.ts";
import { isSettingSection, LogoEdit, OrganizationEdit, settingForm } from "./input.ts";
import { keepLogo, openLogo, sealLogo } from "./logo_commands.ts";
import type { ShopLogo } from "./settings.ts";
import { readShop } from "./shop.ts";

export const settingsRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const props = { ...await saved(c), query: (c.req.query("q") ?? "").slice(0, 100) };
    return pageOrPart(c, {
      page: () => <SettingsPage {...props} />,
      part: () => <SettingsParts {...props} />,
    });
  })
  .get("/:part", (c) => c.redirect(`${paths.settings()}#${encodeURIComponent(c.req.param("part"))}`, 303))
  .post("/negocio", async (c) => {
    const part = "negocio";
    const form = check(OrganizationEdit, nest(await c.req.formData()));
    const { typed } = form;
    const back = { part, typed, version: typedText(typed, "version"), errors: {} } as const;
    if (!form.ok) return await cameBack(c, { ...back, errors: form.errors });
    try {
      await editOrganization(c.var.ctx, form.data);
      return done(c, part);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "organization_changed") throw refusal;
      return await cameBack(c, { ...back, conflict: true });
    }
  })
  .post("/logo", async (c) => {
    const part = "logo";
    const { ctx } = c.var;
    const sent = await c.req.formData();
    const form = check(LogoEdit, nest(sent));
    const { typed } = form;
    const back = { part, typed, version: typedText(typed, "version"), errors: {} } as const;
    if (!form.ok) return await cameBack(c, { ...back, errors: form.errors });
    const file = sent.get("file");
    const name = file instanceof File ? file.name : "";
    let logo: ShopLogo | null = null;
    try {
      if (!form.data.remove) logo = await sentLogo(ctx, { file, kept: form.data.kept });
      await editSettings(ctx, { section: part, version: back.version, changes: { logo } });
      return done(c, part);
    } catch (refusal) {
      if (!(refusal instanceof AppError)) throw refusal;
      const { fields, reason } = refusal.detail;
      if (fields) return await cameBack(c, { ...back, errors: fields });
      if (reason !== "settings_changed") throw refusal;
      const kept = logo ? await sealLogo(ctx, logo) : "";
      return await cameBack(c, { ...back, typed: { ...typed, kept, logo: name }, conflict: true });
    }
  })
  .post("/:part", async (c) => {
    const part = c.req.param("part");
    if (!isSettingSection(part)) throw notFound();
    const { organization } = await saved(c);
    const typing = { currency: organization.currency, locale: c.var.viewer.locale };
    const form = check(settingForm(part, typing), nest(await c.req.formData()));
    const { typed } = form;
    const back = { part, typed, version: typedText(typed, "version"), errors: {} };
    if (!form.ok) return await cameBack(c, { ...back, errors: form.errors });
    try {
      await editSettings(c.var.ctx, { section: part, version: back.version, changes: form.data });
      return done(c, part);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "settings_changed") throw refusal;
      return await cameBack(c, { ...back, conflict: true });
    }
  });

/** A new file, or the one that came before. */
function sentLogo(
  ctx: Ctx,
  { file, kept }: { file: FormDataEntryValue | null; kept: string },
): Promise<ShopLogo> {
  if (file instanceof File && file.size > 0) return keepLogo(ctx, file);
  if (kept !== "") return openLogo(ctx, kept);
  throw invalid({ file: { code: "logo_missing" } });
}

/** As it stands in the database, not as this process remembers it: the forms carry its version. */
async function saved(c: Context<Env>) {
  const { organization, settings } = await readShop(c.var.ctx.db);
  if (!organization) throw notFound();
  return { viewer: c.var.viewer, organization, settings };
}

/** The page with what was typed: beside what somebody else saved, or with what is wrong. */
async function cameBack(c: Context<Env>, returned: Returned): Promise<Response> {
  const page = <SettingsPage {...await saved(c)} query="" returned={returned} />;
  return await c.html(page, returned.conflict ? 409 : 422);
}

function done(c: Context<Env>, part: string): Response | Promise<Response> {
  return answer(c, {
    to: `${paths.settings()}#${part}`,
    toast: settingsText[c.var.viewer.locale].saved,
  });
}
