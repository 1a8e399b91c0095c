import { type Context, Hono } from "hono";
import { MailPage, MailSummary } from "../../views/orders/mail.tsx";
import { orderMailText } from "../../views/orders/mail_text.ts";
import type { Ctx } from "../context.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, nest, type Typed, typedText } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { BY_WHATSAPP, documentKey, OTHER_ADDRESS } from "./document.ts";
import { mailInput } from "./mail_input.ts";
import { type Mailable, readMailable } from "./mail_queries.ts";
import { draftMail, mailDocuments, type MailDraft } from "./mailing.ts";
import { refusedFields } from "../lib/refused.ts";

/** Documents of an order by mail or WhatsApp. Mounted with the other pages of an order. */
export const orderMailRoutes = new Hono<Env>()
  .use("/:number/correo", may("documents.mail"))
  .use("/:number/correo/*", may("documents.mail"))
  .get("/:number/correo", async (c) => {
    const mailable = await readMailable(c.var.ctx, c.req.param("number"));
    return await mailPage(c, mailable, beginning(mailable, c.req.query("documento") ?? ""));
  })
  .post("/:number/correo/resumen", async (c) => {
    const { ctx, viewer } = c.var;
    const typed = nest(await c.req.formData());
    return c.html(
      <MailSummary viewer={viewer} draft={await draftOf(ctx, c.req.param("number"), typed)} />,
    );
  })
  .post("/:number/correo", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    const typed = nest(await c.req.formData());
    const mailable = await readMailable(ctx, number);
    if (typedText(typed, "act") === "look") return await mailPage(c, mailable, typed);
    const form = check(mailInput, typed);
    if (!form.ok) return await mailPage(c, mailable, typed, form.errors);
    const errors = await refusedFields(mailDocuments(ctx, number, form.data));
    if (errors) return await mailPage(c, mailable, typed, errors);
    const t = orderMailText[viewer.locale];
    const { address } = form.data;
    const toast = address === null ? t.chatQueued : ctx.sendsMail ? t.queued(address) : t.kept;
    return answer(c, { to: paths.order(number), toast });
  });

/** The document that was asked for, or what a client is given at this point, to where they like it best. */
function beginning({ documents, addresses, chat }: Mailable, asked: string): Typed {
  const keys = documents.map(({ document }) => documentKey(document));
  const usual = keys.includes("delivery_receipt") ? ["delivery_receipt", "warranty"] : ["intake_receipt"];
  return {
    documents: keys.includes(asked) ? [asked] : usual.filter((key) => keys.includes(key)),
    to: chat?.preferred ? BY_WHATSAPP : addresses[0] ?? OTHER_ADDRESS,
  };
}

async function mailPage(
  c: Context<Env>,
  mailable: Mailable,
  typed: Typed,
  errors: FieldErrors = {},
): Promise<Response> {
  const { ctx, viewer } = c.var;
  const formKey = typedText(typed, "form_key") || ctx.random.id(ctx.now);
  const keyed = { ...typed, form_key: formKey };
  const page = {
    viewer,
    mailable,
    sendsMail: ctx.sendsMail,
    typed: keyed,
    errors,
    formKey,
    draft: await draftOf(ctx, mailable.number, keyed),
  };
  return await c.html(<MailPage {...page} />, Object.keys(errors).length > 0 ? 422 : 200);
}

/** Null while something is missing or wrong: the form itself says what. */
async function draftOf(ctx: Ctx, number: string, typed: Typed): Promise<MailDraft | null> {
  const form = check(mailInput, typed);
  if (!form.ok) return null;
  try {
    return await draftMail(ctx, number, form.data);
  } catch (refusal) {
    if (refusal instanceof AppError && refusal.detail.fields) return null;
    throw refusal;
  }
}
