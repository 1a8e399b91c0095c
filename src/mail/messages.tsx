import { OrderMail } from "../../views/mail/order_mail.tsx";
import { plainMail } from "../../views/mail/plain.ts";
import { text } from "../../views/mail/text.ts";
import { headerText, type MessageFacts, type MessageKind, type RenderedMessage } from "./message.ts";

/** Subject, HTML and its plain twin in the client's language: what is sent for ever, also if the words change later. */
export function renderMessage(kind: MessageKind, facts: MessageFacts): RenderedMessage {
  return {
    subject: headerText(text[facts.locale].mails[kind].subject(facts)),
    html: `<!doctype html>${<OrderMail kind={kind} facts={facts} />}`,
    text: plainMail(kind, facts),
  };
}
