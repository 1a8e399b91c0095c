import type { AlertMailFacts } from "../../src/alerts/mails.tsx";
import { alertText } from "../alerts/text.ts";
import { alertOver, alertPage, alertSentence } from "../alerts/words.ts";
import { clock } from "../printing/words.ts";

/** Mail readers know tables and inline styles, and little else. */
const FONT = "font-family:Arial,Helvetica,sans-serif";

export function AlertMail({ facts, now }: { facts: AlertMailFacts; now: number }) {
  const text = alertText[facts.locale];
  const { heading, body } = words(facts, now);
  return (
    <html lang={facts.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{heading}</title>
      </head>
      <body style={`margin:0;padding:24px 12px;background:#f4f2ef;color:#1f1d1a;${FONT}`}>
        <p style="margin:0 0 16px;font-size:14px;color:#5f5a53">{text.hello(facts.shop, facts.branch)}</p>
        <h1 style="margin:0 0 12px;font-size:20px;line-height:1.3">{heading}</h1>
        <p style="margin:0 0 16px;font-size:16px;line-height:1.5">{body}</p>
        <p style="margin:0 0 24px;font-size:14px">
          <a href={facts.url} style="color:#0f5e5a">{alertPage(facts.alert, facts.locale).label}</a>
        </p>
        <p style="margin:0;font-size:12px;color:#5f5a53">{text.why}</p>
      </body>
    </html>
  );
}

/** The same for readers that show no HTML. */
export function alertPlain(facts: AlertMailFacts, now: number): string {
  const text = alertText[facts.locale];
  const { heading, body } = words(facts, now);
  return [
    text.hello(facts.shop, facts.branch),
    `${heading}.`,
    body,
    `${alertPage(facts.alert, facts.locale).label}:\n${facts.url}`,
    text.why,
  ]
    .join("\n\n") + "\n";
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
