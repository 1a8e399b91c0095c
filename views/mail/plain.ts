import type { MessageFacts, MessageKind } from "../../src/mail/message.ts";
import { type MailFact, mailFacts } from "./facts.ts";
import { text } from "./text.ts";

/** The same message for readers that show no HTML. */
export function plainMail(kind: MessageKind, facts: MessageFacts): string {
  const t = text[facts.locale];
  const mail = t.mails[kind];
  const paragraphs = [
    t.hello(facts.client),
    `${mail.heading(facts)}.`,
    mail.body(facts),
    mailFacts(kind, facts).map(line).join("\n"),
    ...(facts.trackingUrl ? [`${mail.button}:\n${facts.trackingUrl}`] : []),
    `-- \n${[facts.shop, facts.branch.address, facts.branch.phone].filter((part) => part !== "").join("\n")}`,
    t.why(facts.shop),
  ];
  return paragraphs.join("\n\n") + "\n";
}

function line({ term, value }: MailFact): string {
  return `${term}: ${value}`;
}
