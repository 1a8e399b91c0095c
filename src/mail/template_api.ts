import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Instant, instantOrNull } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { checked } from "../http/json_body.ts";
import { LOCALES } from "../lib/locale.ts";
import { paths } from "../paths.ts";
import { MAIL_FIELDS } from "./fields.ts";
import { TEMPLATE_KINDS } from "./message.ts";
import { restoreTemplate, saveTemplate } from "./template_commands.ts";
import { orderTriedWith, TemplateAddress, templateForm, written } from "./template_input.ts";
import { listWritten } from "./template_queries.ts";
import { tryMail } from "./trial.ts";
import { wordsInForce } from "./words.ts";

const tag = "mails";

const Words = z.object({
  subject: z.string(),
  greeting: z.string(),
  heading: z.string(),
  body: z.string(),
  button: z.string(),
});

const MailTemplate = TemplateAddress.extend({
  ...Words.shape,
  own: z.boolean().meta({ description: "False for the words of the product" }),
  fields: z.array(z.string()).meta({ description: "What the words may name, in double braces" }),
  changed_at: Instant.nullable(),
  changed_by: z.string().nullable(),
  version: z.int(),
}).meta({ id: "MailTemplate" });

const example = { heading: "Ya puede pasar a buscar su equipo" };

/** What the mails to clients say, by kind and language. */
export const mailTemplateOperations: readonly Operation[] = [
  operation({
    id: "listMailTemplates",
    method: "get",
    path: paths.apiMailTemplates(),
    tag,
    scope: "templates:read",
    summary: "List the mails and whether the shop words them itself",
    answer: {
      text: "Every kind in every language",
      schema: z.array(TemplateAddress.extend({ own: z.boolean() })),
    },
    async handle(ctx) {
      const own = new Set((await listWritten(ctx)).map(({ kind, locale }) => `${kind} ${locale}`));
      const all = TEMPLATE_KINDS.flatMap((kind) => LOCALES.map((locale) => ({ kind, locale })));
      return { body: all.map(({ kind, locale }) => ({ kind, locale, own: own.has(`${kind} ${locale}`) })) };
    },
  }),
  operation({
    id: "getMailTemplate",
    method: "get",
    path: paths.apiMailTemplate("{kind}", "{locale}"),
    tag,
    scope: "templates:read",
    summary: "Read what a mail says",
    params: TemplateAddress,
    answer: { text: "The words in force", schema: MailTemplate },
    handle: (ctx, { params }) => told(ctx, params),
  }),
  operation({
    id: "updateMailTemplate",
    method: "patch",
    path: paths.apiMailTemplate("{kind}", "{locale}"),
    tag,
    scope: "templates:write",
    summary: "Word a mail",
    description: "For the mails from now on; those that were written stay as they are.",
    params: TemplateAddress,
    body: written,
    example,
    answer: { text: "The words in force now", schema: MailTemplate },
    merge: {
      stale: "mail_template_changed",
      async onto(ctx, address) {
        const { text, version } = await wordsInForce(ctx.db, address);
        return { value: text, version };
      },
    },
    async handle(ctx, { params, body, version }) {
      await saveTemplate(ctx, { ...params, version }, checked(templateForm(params.kind), body));
      return await told(ctx, params);
    },
  }),
  operation({
    id: "restoreMailTemplate",
    method: "delete",
    path: paths.apiMailTemplate("{kind}", "{locale}"),
    tag,
    scope: "templates:write",
    summary: "Go back to the words of the product",
    params: TemplateAddress,
    answer: { text: "The words in force now", schema: MailTemplate },
    async handle(ctx, { params }) {
      const { version } = await wordsInForce(ctx.db, params);
      await restoreTemplate(ctx, { ...params, version });
      return await told(ctx, params);
    },
  }),
  operation({
    id: "previewMailTemplate",
    method: "post",
    path: paths.apiMailTemplatePreview("{kind}", "{locale}"),
    tag,
    scope: "templates:read",
    summary: "Try the words of a mail on an order, without saving or sending anything",
    params: TemplateAddress,
    body: written.partial().extend({ order_number: orderTriedWith }),
    example,
    answer: {
      text: "The mail as it would be sent",
      schema: z.object({
        subject: z.string(),
        text: z.string(),
        html: z.string(),
        order_number: z.string().nullable(),
        has_examples: z.boolean().meta({ description: "Something of it the order does not have" }),
      }),
    },
    names: { order: "order_number" },
    async handle(ctx, { params, body: { order_number, ...given } }) {
      const { text } = await wordsInForce(ctx.db, params);
      const template = checked(templateForm(params.kind), { ...text, ...given });
      const tried = await tryMail(ctx, { ...params, template, number: order_number });
      const { subject, text: plain, html, number, example } = tried;
      return { body: { subject, text: plain, html, order_number: number, has_examples: example } };
    },
  }),
];

async function told(ctx: Ctx, address: z.output<typeof TemplateAddress>) {
  const { text, own, version, changedAt, changedBy } = await wordsInForce(ctx.db, address);
  const fields = Object.keys(MAIL_FIELDS[address.kind]);
  const body = { ...address, ...text, own, fields, changed_at: instantOrNull(changedAt), version };
  return { body: { ...body, changed_by: changedBy }, version };
}
