import type { MailLook, MessageFacts, MessageKind, MessageOrder } from "../../src/mail/message.ts";
import { text } from "./text.ts";

export interface MailFact {
  term: string;
  value: string;
}

/** What a mail says of one order, without what nobody gave. */
export function orderFacts(kind: MessageKind, { locale }: MessageFacts, order: MessageOrder): MailFact[] {
  const t = text[locale];
  const received = kind === "order_received";
  return given([
    { term: t.number, value: order.number },
    { term: t.device, value: order.device },
    { term: t.fault, value: received ? order.fault : "" },
    { term: t.toPay, value: order.paying?.amount ?? "" },
    { term: t.promised, value: received ? order.promised : "" },
  ]);
}

/** The documents that a mail has to name: not the one that it is all about. */
export function namedDocuments(kind: MessageKind, { documents }: MessageFacts): readonly string[] {
  return kind === "documents" && documents.length === 1 ? [] : documents;
}

/** Where the button leads: to the offer while it can be answered, else to the order. */
export function buttonUrl(kind: MessageKind, { quote, trackingUrl, paying }: MessageOrder): string | null {
  if (paying) return paying.url;
  return kind === "quote_expired" ? trackingUrl : quote?.url ?? trackingUrl;
}

/** Where the devices are. */
export function placeFacts({ locale, branch }: MailLook): MailFact[] {
  const t = text[locale];
  return given([
    { term: t.where, value: [branch.name, branch.address].filter((part) => part !== "").join(", ") },
    { term: t.phone, value: branch.phone },
  ]);
}

function given(facts: MailFact[]): MailFact[] {
  return facts.filter(({ value }) => value !== "");
}
