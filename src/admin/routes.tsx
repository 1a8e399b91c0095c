import { Hono } from "hono";
import { AdminPage } from "../../views/admin/index.tsx";
import { TermsPage } from "../../views/admin/terms.tsx";
import { text } from "../../views/admin/text.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { currentTerms, publishTerms } from "../intakes/terms.ts";
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
    const typed = { text: current?.text ?? "" };
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
    await publishTerms(ctx, form.data.locale, form.data.text);
    const to = `${paths.terms()}?idioma=${form.data.locale}`;
    return answer(c, { to, toast: text[viewer.locale].termsPublished });
  });
