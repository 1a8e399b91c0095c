import { ClientMail } from "../../views/mail/client_mail.tsx";
import { letterContent, type MailContent, orderContent } from "../../views/mail/content.ts";
import { plainMail } from "../../views/mail/plain.ts";
import type { LetterFacts } from "../../views/mail/values.ts";
import { headerText, type MessageFacts, type MessageKind, type RenderedMessage } from "./message.ts";

/** Subject, HTML and its plain twin in the client's language: what is sent for ever, also if the words change later. */
export function renderMessage(kind: MessageKind, facts: MessageFacts): RenderedMessage {
  return rendered(orderContent(kind, facts));
}

/** The same for a mail about no order. */
export function renderLetter(facts: LetterFacts): RenderedMessage {
  return rendered(letterContent(facts));
}

function rendered(content: MailContent): RenderedMessage {
  return {
    subject: headerText(content.words.subject),
    html: `<!doctype html>${<ClientMail content={content} />}`,
    text: plainMail(content),
  };
}
