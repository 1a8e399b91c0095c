import type { MessageFacts, MessageKind } from "../../src/mail/message.ts";
import { text } from "./text.ts";

export interface MailFact {
  term: string;
  value: string;
}

/** The table of a mail, without what nobody gave. */
export function mailFacts(kind: MessageKind, facts: MessageFacts): MailFact[] {
  const t = text[facts.locale];
  const received = kind === "order_received";
  return [
    { term: t.number, value: facts.number },
    { term: t.device, value: facts.device },
    { term: t.fault, value: received ? facts.fault : "" },
    { term: t.promised, value: received ? facts.promised : "" },
    {
      term: t.where,
      value: [facts.branch.name, facts.branch.address].filter((part) => part !== "").join(", "),
    },
    { term: t.phone, value: facts.branch.phone },
  ].filter(({ value }) => value !== "");
}
