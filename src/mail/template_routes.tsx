import { type Context, Hono } from "hono";
import { TemplateListPage } from "../../views/mail/template_list.tsx";
import { TemplatePage } from "../../views/mail/template_page.tsx";
import { type TemplatePreview, TemplatePreviewPart } from "../../views/mail/template_preview.tsx";
import { templateText } from "../../views/mail/template_text.ts";
import { DEFAULT_TEMPLATES } from "../../views/mail/templates.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors, invalid, notFound } from "../lib/app_error.ts";
import { check, nest, type Typed, typedText } from "../lib/form.ts";
import { SecretUnreadable } from "../lib/secret_box.ts";
import { paths } from "../paths.ts";
import { MAIL_FIELDS } from "./fields.ts";
import { MAIL_POLICY, shownHtml } from "./shown.ts";
import { mailTemplateTest, restoreTemplate, saveTemplate } from "./template_commands.ts";
import { TemplateAct, TemplateAddress, TemplateDraft, templateForm } from "./template_input.ts";
import { listWritten, writtenTemplate } from "./template_queries.ts";
import { tryMail } from "./trial.ts";

type Page = Context<Env>;

const SEALED_FOR = "mail_template_draft";

/** Below `/admin/plantillas`: what the mails to clients say. */
export const mailTemplateRoutes = new Hono<Env>()
  .get(
    "/",
    async (c) => c.html(<TemplateListPage viewer={c.var.viewer} written={await listWritten(c.var.ctx)} />),
  )
  .get("/:kind/:locale", async (c) => {
    const address = addressOf(c);
    const own = await writtenTemplate(c.var.ctx.db, address);
    const text = own && own.subject !== "" ? own : DEFAULT_TEMPLATES[address.locale][address.kind];
    return await editor(c, { typed: { ...text, body: text.body.trim(), order: "" } as Typed });
  })
  .post("/:kind/:locale/vista", async (c) => {
    addressOf(c);
    const preview = await previewOf(c, nest(await c.req.formData()));
    return c.html(<TemplatePreviewPart viewer={c.var.viewer} preview={preview} />);
  })
  .get("/:kind/:locale/correo", async (c) => {
    const { ctx } = c.var;
    const draft = await openDraft(c);
    const words = draft ? { template: draft.text, number: draft.order } : { template: null, number: "" };
    const { html } = await tryMail(ctx, { ...addressOf(c), ...words });
    c.header("Content-Security-Policy", MAIL_POLICY);
    return c.body(await shownHtml(ctx, html), 200, { "Content-Type": "text/html; charset=utf-8" });
  })
  .post("/:kind/:locale", async (c) => {
    const { ctx, viewer } = c.var;
    const address = addressOf(c);
    const typed = nest(await c.req.formData());
    const form = check(TemplateAct, typed);
    if (!form.ok) throw invalid(form.errors);
    const { act, version, order, form_key } = form.data;
    const t = templateText[viewer.locale];
    const to = paths.mailTemplate(address.kind, address.locale);
    if (act === "restore") {
      await restoreTemplate(ctx, { ...address, version });
      return answer(c, { to, toast: t.restored });
    }
    const words = check(templateForm(address.kind), typed);
    if (!words.ok) return await editor(c, { typed, errors: words.errors });
    if (act === "look") return await editor(c, { typed });
    try {
      if (act === "test") {
        const { address: mine } = await mailTemplateTest(ctx, {
          ...address,
          form_key,
          text: words.data,
          order,
        });
        return await editor(c, { typed, toast: ctx.sendsMail ? t.tested(mine) : t.testKept });
      }
      await saveTemplate(ctx, { ...address, version }, words.data);
      return answer(c, { to, toast: t.saved });
    } catch (refusal) {
      if (!(refusal instanceof AppError)) throw refusal;
      if (refusal.detail.fields) return await editor(c, { typed, errors: refusal.detail.fields });
      if (refusal.detail.reason !== "mail_template_changed") throw refusal;
      return await editor(c, { typed, conflict: true });
    }
  });

interface Shown {
  typed: Typed;
  errors?: FieldErrors;
  toast?: string;
  conflict?: boolean;
}

async function editor(c: Page, { typed, errors = {}, toast, conflict }: Shown): Promise<Response> {
  const { ctx, viewer } = c.var;
  const { kind, locale } = addressOf(c);
  const own = await writtenTemplate(ctx.db, { kind, locale });
  const preview: TemplatePreview = Object.keys(errors).length > 0
    ? { ok: false, errors }
    : await previewOf(c, typed);
  const wrong = preview.ok ? {} : preview.errors;
  const theirs = conflict && (own && own.subject !== "" ? own : DEFAULT_TEMPLATES[locale][kind]);
  const page = (
    <TemplatePage
      viewer={toast ? { ...viewer, toast } : viewer}
      fields={MAIL_FIELDS[kind]}
      formKey={ctx.random.id(ctx.now)}
      {...{ kind, locale, own, typed, preview }}
      errors={wrong}
      theirs={theirs || undefined}
    />
  );
  return c.html(page, conflict ? 409 : preview.ok ? 200 : 422);
}

async function previewOf(c: Page, typed: Typed): Promise<TemplatePreview> {
  const { ctx } = c.var;
  const { kind, locale } = addressOf(c);
  const form = check(templateForm(kind), typed);
  if (!form.ok) return { ok: false, errors: form.errors };
  const draft = { text: form.data, order: typedText(typed, "order").trim().slice(0, 20) };
  try {
    const tried = await tryMail(ctx, { kind, locale, template: draft.text, number: draft.order });
    const sealed = await ctx.secrets.seal(JSON.stringify(draft), SEALED_FOR);
    const src = paths.mailTemplateMail(kind, locale, sealed);
    return {
      ok: true,
      subject: tried.subject,
      text: tried.text,
      src,
      number: tried.number,
      example: tried.example,
    };
  } catch (refusal) {
    if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
    return { ok: false, errors: refusal.detail.fields };
  }
}

/**
 * What is being written, null for the words in force. Only what an editor of ours sealed is shown, so that no address makes the
 * shop say something. @throws AppError not_found
 */
async function openDraft(c: Page): Promise<TemplateDraft | null> {
  const sealed = c.req.query("borrador");
  if (sealed === undefined) return null;
  try {
    const opened = await c.var.ctx.secrets.open(sealed, SEALED_FOR);
    return TemplateDraft.parse(JSON.parse(opened));
  } catch (error) {
    if (error instanceof SecretUnreadable) throw notFound();
    throw error;
  }
}

/** @throws AppError not_found */
function addressOf(c: Page): TemplateAddress {
  const address = TemplateAddress.safeParse(c.req.param());
  if (!address.success) throw notFound();
  return address.data;
}
