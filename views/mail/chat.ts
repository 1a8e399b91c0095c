import type { MessageFacts, MessageKind } from "../../src/mail/message.ts";
import { plainBlocks } from "./blocks.ts";
import { orderContent } from "./content.ts";
import { buttonUrl } from "./facts.ts";
import { text } from "./text.ts";

/** The same message as somebody would write it in a chat, in the client's language. */
export function chatText(kind: MessageKind, facts: MessageFacts): string {
  const t = text[facts.locale];
  const { words: { heading, blocks, button } } = orderContent(kind, facts);
  const url = buttonUrl(kind, facts.orders[0]);
  const where = [facts.branch.name, facts.branch.address].filter((part) => part !== "").join(", ");
  return [
    t.greeting(facts.client, facts.shop),
    `${heading}.`,
    ...plainBlocks(blocks),
    ...(where ? [`${t.where}: ${where}.`] : []),
    ...(url ? [`${button}: ${url}`] : []),
  ].join("\n");
}
