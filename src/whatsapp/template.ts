import { z } from "zod";
import { LOCALES } from "../lib/locale.ts";
import { MESSAGE_KINDS, type MessageKind } from "../mail/message.ts";
import type { Locale } from "../lib/locale.ts";

/** How a template that WhatsApp has approved is named there, and the code of its language (`es_AR`). */
export interface WhatsappTemplate {
  name: string;
  language: string;
}

/** By the kind of message and the client's language; what has none goes another way. */
export type WhatsappTemplates = Partial<Record<MessageKind, Partial<Record<Locale, WhatsappTemplate>>>>;

const template = z.object({ name: z.string(), language: z.string() });
const Kept = z.partialRecord(z.enum(MESSAGE_KINDS), z.partialRecord(z.enum(LOCALES), template));

export function templatesFrom(templates_json: string): WhatsappTemplates {
  return Kept.parse(JSON.parse(templates_json));
}

/** What a message by WhatsApp consists of, as it was written: every try sends the same. */
export interface TemplateMessage extends WhatsappTemplate {
  /** Of its body, in order: {{1}}, {{2}} … */
  parameters: readonly string[];
}
