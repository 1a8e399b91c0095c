import type { MessageFacts, MessageKind } from "../mail/message.ts";

/** What a chat with the client begins with. */
export interface PreparedChat {
  about: MessageKind;
  facts: MessageFacts;
  /** Digits for `wa.me`. */
  phone: string;
}
