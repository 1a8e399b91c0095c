import type { Locale } from "../../src/lib/locale.ts";
import { noteText } from "../notes/text.ts";
import type { NoticeWords } from "./notice_mail.tsx";

export interface MentionFacts {
  locale: Locale;
  shop: string;
  number: string;
  by: string;
  text: string;
  url: string;
}

/** What the mail says to whom a note names. */
export function mentionWords({ locale, shop, number, by, text, url }: MentionFacts): NoticeWords {
  const { subject, open, why } = noteText[locale].mail;
  return { locale, where: shop, heading: subject(by, number), body: text, url, open, why };
}
