import type { AlertMailFacts } from "../../src/alerts/mails.tsx";
import { alertText } from "../alerts/text.ts";
import { alertSentence } from "../alerts/words.ts";
import { clock } from "../printing/words.ts";
import type { NoticeWords } from "./notice_mail.tsx";

/** What the mail about an alert says. */
export function alertNotice(facts: AlertMailFacts, now: number): NoticeWords {
  const { locale, url, shop, branch } = facts;
  const text = alertText[locale];
  return {
    locale,
    where: text.hello(shop, branch),
    ...words(facts, now),
    url,
    open: text.open,
    why: text.why,
  };
}

function words({ alert, locale, timeZone }: AlertMailFacts, now: number): { heading: string; body: string } {
  const text = alertText[locale];
  const reader = { locale, timeZone, now };
  if (alert.closedAt === null) return { heading: alertSentence(alert, reader), body: text.what[alert.kind] };
  const from = clock(reader, alert.facts.since ?? alert.openedAt);
  return {
    heading: text.over(alert.subject.name),
    body: text.overBody(from, clock(reader, alert.closedAt)),
  };
}
