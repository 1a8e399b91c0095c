import type { Locale } from "../../src/lib/locale.ts";
import { noteText } from "../notes/text.ts";
import { FONT, QUIET } from "./colours.ts";
import { MailDocument } from "./document.tsx";

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
    <MailDocument locale={facts.locale} subject={mentionSubject(facts)}>
      <tr>
        <td style={`padding:24px;${FONT}`}>
          <h1 style="margin:0 0 12px;font-size:20px;line-height:1.3">{mentionSubject(facts)}</h1>
          <p style="margin:0 0 16px;font-size:16px;line-height:1.5;white-space:pre-line">{facts.text}</p>
          <p style="margin:0 0 24px;font-size:14px">
            <a href={facts.url} style="color:inherit;font-weight:bold">{text.open}</a>
          </p>
          <p class="m-quiet" style={`margin:0;font-size:12px;color:${QUIET}`}>{text.why}</p>
        </td>
      </tr>
    </MailDocument>
  );
}

/** The same for readers that show no HTML. */
export function mentionPlain(facts: MentionFacts): string {
  const text = noteText[facts.locale].mail;
  return [`${mentionSubject(facts)}.`, facts.text, `${text.open}:\n${facts.url}`, text.why].join("\n\n") +
    "\n";
}
