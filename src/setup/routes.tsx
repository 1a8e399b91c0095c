import { Hono } from "hono";
import { SetupLinkPage, SetupPage } from "../../views/setup/pages.tsx";
import { text } from "../../views/setup/text.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { ownForms } from "../http/security.ts";
import { ensureVisit, signInBrowser } from "../http/session.ts";
import { AppError, notFound } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { isSetupCode, setUpWithCode } from "./commands.ts";
import { Setup } from "./input.ts";

/** Open only while there is no shop, and the form only by the one-time link that the start printed. */
export const setupRoutes = new Hono<Env>()
  .use(async (c, next) => {
    if (c.var.ctx.shop.organization !== null) throw notFound();
    ensureVisit(c);
    c.header("Cache-Control", "no-store");
    await next();
  })
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const code = c.req.query("codigo") ?? "";
    if (!await isSetupCode(ctx, code)) return c.html(<SetupLinkPage viewer={viewer} tried={code !== ""} />);
    return c.html(<SetupPage viewer={viewer} typed={usual(code, viewer.locale)} errors={{}} />);
  })
  .post("/", ownForms, async (c) => {
    const { ctx, viewer } = c.var;
    const form = check(Setup, nest(await c.req.formData()));
    const typed = { ...form.typed, password: "" };
    if (!form.ok) return c.html(<SetupPage viewer={viewer} typed={typed} errors={form.errors} />, 422);
    try {
      const { userId } = await setUpWithCode(ctx, form.data);
      await signInBrowser(c, userId);
      return answer(c, { to: paths.counter(), toast: text[form.data.locale].ready });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
      return c.html(<SetupPage viewer={viewer} typed={typed} errors={refusal.detail.fields} />, 422);
    }
  });

function usual(code: string, locale: "es" | "en") {
  return {
    code,
    locale,
    country: "AR",
    currency: "ARS",
    time_zone: "America/Argentina/Buenos_Aires",
    branch_code: "S01",
    branch_name: text[locale].mainBranch,
  };
}
