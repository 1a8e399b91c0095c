import { Hono } from "hono";
import { AdminPage } from "../../views/admin/index.tsx";
import { TermsPage } from "../../views/admin/terms.tsx";
import { text } from "../../views/admin/text.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { currentTerms, publishTerms } from "../intakes/terms.ts";
import { AppError } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import { LOCALES } from "../lib/locale.ts";
import { paths } from "../paths.ts";
import { TermsEdit } from "./input.ts";
import { listTerms } from "./queries.ts";

export const adminRoutes = new Hono<Env>()
  .get("/", (c) => c.html(<AdminPage viewer={c.var.viewer} />));

export const termsRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const locale = LOCALES.find((one) => one === c.req.query("idioma")) ?? viewer.locale;
    const [current, versions] = await Promise.all([currentTerms(ctx.db, locale), listTerms(ctx)]);
    const typed = { text: current?.text ?? "", version: String(current?.version ?? 0) };
    return c.html(<TermsPage viewer={viewer} locale={locale} typed={typed} versions={versions} />);
  })
  .post("/", async (c) => {
    const { ctx, viewer } = c.var;
    const form = check(TermsEdit, nest(await c.req.formData()));
    if (!form.ok) {
      const { typed, errors } = form;
      const locale = LOCALES.find((one) => one === typed.locale) ?? viewer.locale;
      const again = { viewer, locale, typed, errors, versions: await listTerms(ctx) };
      return c.html(<TermsPage {...again} />, 422);
    }
    const { locale, version, ...written } = form.data;
    try {
      await publishTerms(ctx, { locale, text: written.text, replaces: version });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "terms_replaced") throw refusal;
      const [current, versions] = await Promise.all([currentTerms(ctx.db, locale), listTerms(ctx)]);
      if (current && current.text !== written.text) {
        const again = { viewer, locale, typed: form.typed, versions, replacedBy: current };
        return c.html(<TermsPage {...again} />, 409);
      }
    }
    const to = `${paths.terms()}?idioma=${locale}`;
    return answer(c, { to, toast: text[viewer.locale].termsPublished });
  });
