import type { Locale } from "../../src/lib/locale.ts";
import type { MailLook, TemplateKind, TemplateText } from "../../src/mail/message.ts";
import { en } from "./templates_en.ts";
import { es } from "./templates_es.ts";

export const DEFAULT_TEMPLATES: Record<Locale, Readonly<Record<TemplateKind, TemplateText>>> = { es, en };

/** The words of a kind: the shop's own, or else the product's. */
export function templateOf(kind: TemplateKind, { written, locale }: MailLook): TemplateText {
  return written[kind] ?? DEFAULT_TEMPLATES[locale][kind];
}
