import { z } from "zod";
import { line, requiredLine, requiredParagraph, version } from "../lib/form.ts";
import { LOCALES } from "../lib/locale.ts";
import { templateFault } from "../lib/template.ts";
import { MAIL_FIELDS } from "./fields.ts";
import { TEMPLATE_KINDS, TEMPLATE_PARTS, type TemplateKind } from "./message.ts";

/** What is written of a mail; a longer body no longer fits the address of its preview. */
const LIMITS = { subject: 300, greeting: 200, heading: 300, body: 4_000, button: 60 } as const;

export const written = z.object({
  subject: requiredLine(LIMITS.subject),
  greeting: line(LIMITS.greeting),
  heading: requiredLine(LIMITS.heading),
  body: requiredParagraph(LIMITS.body),
  button: line(LIMITS.button),
});

/** The words of a kind: whatever they name has to be a field of it. */
export function templateForm(kind: TemplateKind) {
  const fields = MAIL_FIELDS[kind];
  return written.superRefine((text, issues) => {
    for (const part of TEMPLATE_PARTS) {
      const fault = templateFault(text[part], fields);
      if (!fault) continue;
      const params = { what: fault.what, known: Object.keys(fields).join(", ") };
      issues.addIssue({ code: "custom", message: `template_${fault.code}`, path: [part], params });
    }
  });
}

/** Number of the order that words are tried on, "" for the newest. */
export const orderTriedWith = line(20).default("");

export const TemplateAct = z.object({
  act: z.enum(["save", "look", "test", "restore"]).default("save"),
  version,
  form_key: z.uuid({ error: "invalid" }),
  order: orderTriedWith,
});

export const TemplateAddress = z.object({ kind: z.enum(TEMPLATE_KINDS), locale: z.enum(LOCALES) });
export type TemplateAddress = z.output<typeof TemplateAddress>;

/** What a preview's address carries, sealed. */
export const TemplateDraft = z.object({
  text: written,
  order: line(20),
});
export type TemplateDraft = z.output<typeof TemplateDraft>;
