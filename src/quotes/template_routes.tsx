import { type Context, Hono } from "hono";
import { TemplatePage } from "../../views/quotes/template_page.tsx";
import { TemplatesPage } from "../../views/quotes/templates.tsx";
import { quoteText } from "../../views/quotes/text.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, nest, type Typed, typedList, typedText } from "../lib/form.ts";
import { actingBranch } from "../parts/commands.ts";
import { partOptions } from "../parts/order_part_queries.ts";
import { paths } from "../paths.ts";
import { editorAct, withAct, withLines } from "./form_submission.ts";
import { type QuoteTyping, templateInput, withoutBlankLines } from "./input.ts";
import { partsOffered } from "./parts.ts";
import { typedTemplateLines } from "./template.ts";
import { saveTemplate } from "./template_commands.ts";
import { listTemplates, type QuoteTemplate, readTemplate } from "./template_queries.ts";
import { typedPart } from "./typed_part.ts";

/** The lines of common jobs. Mounted at `/admin/presupuestos`, for who manages the settings. */
export const templateRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const currency = ctx.shop.organization?.currency ?? viewer.currency;
    return c.html(<TemplatesPage viewer={viewer} templates={await listTemplates(ctx)} currency={currency} />);
  })
  .get("/nuevo", (c) => page(c, { template: null, typed: { version: "0", active: "1", lines: [{}] } }))
  .post("/nuevo", (c) => save(c, null))
  .get("/:id", async (c) => {
    const template = await readTemplate(c.var.ctx, c.req.param("id"));
    return page(c, { template, typed: typedTemplate(template, typingOf(c, template)) });
  })
  .post("/:id", async (c) => save(c, await readTemplate(c.var.ctx, c.req.param("id"))));

async function save(c: Context<Env>, template: QuoteTemplate | null): Promise<Response> {
  const submitted = await c.req.formData();
  const typed = nest(submitted);
  const act = editorAct(submitted);
  if (act === "add" || (typeof act === "object" && "remove" in act)) {
    return page(c, { template, typed: withAct(typed, act) });
  }
  if (typeof act === "object") {
    const added = await typedPart(c.var.ctx, act, { typing: typingOf(c, template), seesCosts: false });
    if (!added) return page(c, { template, typed, errors: { code: { code: "part_unknown" } } });
    return page(c, { template, typed: withLines(typed, [added]), scanning: true });
  }
  const form = check(templateInput(typingOf(c, template)), withoutBlankLines(typed));
  if (!form.ok) return page(c, { template, typed: form.typed, errors: form.errors });
  try {
    await saveTemplate(c.var.ctx, template?.id ?? null, form.data);
  } catch (refusal) {
    if (!(refusal instanceof AppError) || refusal.detail.reason !== "quote_template_changed") throw refusal;
    return page(c, { template, typed: form.typed, overtaken: true });
  }
  return await answer(c, {
    to: paths.quoteTemplates(),
    toast: quoteText[c.var.viewer.locale].templates.saved,
  });
}

interface Shown {
  template: QuoteTemplate | null;
  typed: Typed;
  errors?: FieldErrors;
  /** Somebody saved the job meanwhile. */
  overtaken?: boolean;
  /** A part was added by its code. */
  scanning?: boolean;
}

async function page(
  c: Context<Env>,
  { template, typed, errors = {}, overtaken, scanning }: Shown,
): Promise<Response> {
  const { ctx, viewer } = c.var;
  const branchId = actingBranch(ctx);
  const ids = typedList(typed, "lines").map((line) => typedText(line, "part_id"));
  const sought = { text: typedText(typed, "code"), branchId, device: { brand: "", model: "" } };
  const typing = typingOf(c, template);
  const given = typedText(typed, "form_key");
  const shown = (
    <TemplatePage
      viewer={viewer}
      template={template}
      typed={typedList(typed, "lines").length > 0 ? typed : { ...typed, lines: [{}] }}
      errors={errors}
      formKey={given === "" ? ctx.random.id(ctx.now) : given}
      currency={typing.currency}
      taxRates={typing.taxRates}
      parts={await partsOffered(ctx.db, { ids, branchId })}
      options={errors.code && await partOptions(ctx, sought)}
      scanning={scanning}
      theirs={overtaken && template ? typedTemplate(template, typing) : undefined}
    />
  );
  return await c.html(shown, overtaken ? 409 : Object.keys(errors).length > 0 ? 422 : 200);
}

function typingOf(c: Context<Env>, template: QuoteTemplate | null): QuoteTyping {
  const { ctx, viewer } = c.var;
  const { organization, settings } = ctx.shop;
  return {
    currency: organization?.currency ?? viewer.currency,
    locale: viewer.locale,
    taxRates: [...new Set([...settings.tax_rates, ...template?.lines.map(({ taxRate }) => taxRate) ?? []])],
    taxIncluded: settings.prices_with_tax,
  };
}

function typedTemplate(template: QuoteTemplate, typing: QuoteTyping): Typed {
  return {
    name: template.name,
    active: template.active ? "1" : "",
    version: String(template.version),
    lines: typedTemplateLines(template.lines, typing),
  };
}
