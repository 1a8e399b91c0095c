import type { AlertMailFacts } from "../../src/alerts/mails.tsx";
import { alertText } from "../alerts/text.ts";
import { alertOver, alertPage, alertSentence } from "../alerts/words.ts";
import { clock } from "../printing/words.ts";
import { type NoticeWords, placeWords } from "./notice_mail.tsx";

/** What the mail about an alert says. */
export function alertNotice(facts: AlertMailFacts, now: number): NoticeWords {
  const { locale, url, shop, branch, alert } = facts;
  return {
    locale,
    where: placeWords(shop, branch),
    ...words(facts, now),
    url,
    open: alertPage(alert, locale).label,
    why: alertText[locale].why,
  };
}

function words({ alert, locale, timeZone }: AlertMailFacts, now: number): { heading: string; body: string } {
  const text = alertText[locale];
  const reader = { locale, timeZone, now };
  if (alert.closedAt === null) return { heading: alertSentence(alert, reader), body: text.what[alert.kind] };
  const from = clock(reader, alert.facts.since ?? alert.openedAt);
  return {
    heading: alertOver(alert, locale),
    body: text.overBody(from, clock(reader, alert.closedAt)),
  };
}
