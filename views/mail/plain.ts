import type { MessageFacts, MessageKind, MessageOrder } from "../../src/mail/message.ts";
import { buttonUrl, type MailFact, namedDocuments, orderFacts, placeFacts } from "./facts.ts";
import { text } from "./text.ts";

/** The same message for readers that show no HTML. */
export function plainMail(kind: MessageKind, facts: MessageFacts): string {
  const t = text[facts.locale];
  const mail = t.mails[kind];
  const { orders } = facts;
  const named = namedDocuments(kind, facts);
  const several = orders.length > 1;
  const [first] = orders;
  const link = (order: MessageOrder) => {
    const url = buttonUrl(kind, order);
    return url ? [`${mail.button}:\n${url}`] : [];
  };
  const about = several
    ? [
      ...orders.flatMap((order) => [lines(orderFacts(kind, facts, order)), ...link(order)]),
      lines(placeFacts(facts)),
    ]
    : [lines([...orderFacts(kind, facts, first), ...placeFacts(facts)]), ...link(first)];
  const paragraphs = [
    t.hello(facts.client),
    `${mail.heading(facts)}.`,
    ...(facts.note === "" ? [] : [facts.note]),
    mail.body(facts),
    ...(named.length === 0 ? [] : [t.attached(named)]),
    ...about,
    `-- \n${[facts.shop, facts.branch.address, facts.branch.phone].filter((part) => part !== "").join("\n")}`,
    t.why(facts.shop),
  ];
  return paragraphs.join("\n\n") + "\n";
}

function lines(facts: MailFact[]): string {
  return facts.map(({ term, value }) => `${term}: ${value}`).join("\n");
}
