import type { Locale } from "../../src/lib/locale.ts";
import { noteText } from "../notes/text.ts";

/** Mail readers know tables and inline styles, and little else. */
const FONT = "font-family:Arial,Helvetica,sans-serif";

export interface MentionFacts {
  locale: Locale;
  number: string;
  by: string;
  text: string;
  url: string;
}

export function mentionSubject({ locale, by, number }: MentionFacts): string {
  return noteText[locale].mail.subject(by, number);
}

export function MentionMail({ facts }: { facts: MentionFacts }) {
  const text = noteText[facts.locale].mail;
  return (
    <html lang={facts.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{mentionSubject(facts)}</title>
      </head>
      <body style={`margin:0;padding:24px 12px;background:#f4f2ef;color:#1f1d1a;${FONT}`}>
        <h1 style="margin:0 0 12px;font-size:20px;line-height:1.3">{mentionSubject(facts)}</h1>
        <p style="margin:0 0 16px;font-size:16px;line-height:1.5;white-space:pre-line">{facts.text}</p>
        <p style="margin:0 0 24px;font-size:14px">
          <a href={facts.url} style="color:#0f5e5a">{text.open}</a>
        </p>
        <p style="margin:0;font-size:12px;color:#5f5a53">{text.why}</p>
      </body>
    </html>
  );
}

/** The same for readers that show no HTML. */
export function mentionPlain(facts: MentionFacts): string {
  const text = noteText[facts.locale].mail;
  return [`${mentionSubject(facts)}.`, facts.text, `${text.open}:\n${facts.url}`, text.why].join("\n\n") +
    "\n";
}
