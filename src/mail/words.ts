import { DEFAULT_TEMPLATES } from "../../views/mail/templates.ts";
import type { Db } from "../db/open.ts";
import { TEMPLATE_PARTS, type TemplateText } from "./message.ts";
import type { TemplateAddress } from "./template_input.ts";
import { writtenTemplate } from "./template_queries.ts";

export interface WordsInForce extends TemplateAddress {
  text: TemplateText;
  /** False for the product's own. */
  own: boolean;
  /** 0 before anything was written. */
  version: number;
  /** UTC milliseconds. */
  changedAt: number | null;
  changedBy: string | null;
}

/** What a kind of mail says now: the shop's own words, or the product's. */
export async function wordsInForce(db: Db, { kind, locale }: TemplateAddress): Promise<WordsInForce> {
  const written = await writtenTemplate(db, { kind, locale });
  const own = written !== null && written.subject !== "";
  const words = own ? written : DEFAULT_TEMPLATES[locale][kind];
  const text = Object.fromEntries(TEMPLATE_PARTS.map((part) => [part, words[part].trim()])) as TemplateText;
  const { version = 0, changedAt = null, changedBy = null } = written ?? {};
  return { kind, locale, text, own, version, changedAt, changedBy };
}
