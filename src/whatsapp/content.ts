import { whatsappText } from "../../views/whatsapp/text.ts";
import type { Db } from "../db/open.ts";
import type { Locale } from "../lib/locale.ts";
import type { TemplateValues } from "../lib/template.ts";
import type { TemplateKind } from "../mail/message.ts";
import { chosenChats, fits } from "./chosen.ts";
import { type ChatContent, filledChat } from "./template.ts";

export interface Chat {
  kind: TemplateKind;
  locale: Locale;
  values: TemplateValues;
  /** The titles of the documents that could go along. */
  documents: readonly string[];
}

/** What a client would get of a kind in their language, as of now; null where no template serves it any more. */
export async function chatContent(
  trx: Db,
  { kind, locale, values, documents }: Chat,
): Promise<ChatContent | null> {
  const chosen = await chosenChats(trx).select(["whatsapp_template.name", "whatsapp_template.language"])
    .where("whatsapp_choice.kind", "=", kind).where("whatsapp_choice.locale", "=", locale)
    .executeTakeFirst();
  if (!chosen || !fits(chosen)) return null;
  const carries = chosen.document === 1;
  const [title] = documents;
  if (carries && title === undefined) return null;
  const fields: string[] = JSON.parse(chosen.fields_json);
  const content = filledChat(chosen, { fields, valueOf: (field) => textOf(values[field]) });
  if (!carries) return content;
  const several = whatsappText[locale].papers(textOf(values["order.number"]));
  return { ...content, document: `${documents.length === 1 ? title : several}.pdf` };
}

/** A field that is no text, or that this order does not have, is blank. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
