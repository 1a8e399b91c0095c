import type { MailLook, MessageFacts, MessageKind } from "../../src/mail/message.ts";
import { appointmentFacts } from "./appointment_text.ts";
import { type MailWords, mailWords } from "./blocks.ts";
import { buttonUrl, type MailFact, namedDocuments, orderFacts, placeFacts } from "./facts.ts";
import { templateOf } from "./templates.ts";
import { text } from "./text.ts";
import { type LetterFacts, letterValues, orderValues } from "./values.ts";

/** What a mail to a client holds, drawn twice: as HTML and as plain text. */
export interface MailContent {
  look: MailLook;
  words: MailWords;
  /** What somebody of the shop wrote for this one, "" for nothing. */
  note: string;
  /** The documents that it has to name. */
  attached: readonly string[];
  sections: readonly MailSection[];
  /** Where the devices are, after all sections. */
  place: readonly MailFact[];
  why: string;
}

/** An order of several, or all there is. */
export interface MailSection {
  facts: readonly MailFact[];
  /** Where the button leads, null without one. */
  url: string | null;
}

/** A mail about orders. @throws NotATemplate */
export function orderContent(kind: MessageKind, facts: MessageFacts): MailContent {
  const { orders, shop, note, locale } = facts;
  const place = placeFacts(facts);
  const only = orders.length === 1;
  return {
    look: facts,
    words: mailWords(templateOf(kind, facts), orderValues(kind, facts)),
    note,
    attached: namedDocuments(kind, facts),
    sections: orders.map((order) => ({
      facts: [...orderFacts(kind, facts, order), ...(only ? place : [])],
      url: buttonUrl(kind, order),
    })),
    place: only ? [] : place,
    why: text[locale].why(shop),
  };
}

/** A mail about no order. @throws NotATemplate */
export function letterContent(facts: LetterFacts): MailContent {
  const { kind, look, url, appointment } = facts;
  return {
    look,
    words: mailWords(templateOf(kind, look), letterValues(facts)),
    note: "",
    attached: [],
    sections: [{ facts: appointment ? appointmentFacts(look.locale, appointment) : [], url }],
    place: placeFacts(look),
    why: text[look.locale].whyLetter(look.shop),
  };
}
