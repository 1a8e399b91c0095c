import { orderValues } from "../../views/mail/values.ts";
import type { Db } from "../db/open.ts";
import type { ChatKind, MessageFacts, MessageKind } from "../mail/message.ts";
import { chosenChats, fits } from "./chosen.ts";
import { type ChatContent, filledChat } from "./template.ts";

/** What a client would get of a kind in their language, as of now; null where no template serves it any more. */
export async function chatContent(
  trx: Db,
  { kind, facts }: { kind: MessageKind; facts: MessageFacts },
): Promise<ChatContent | null> {
  const chosen = await chosenChats(trx).select(["whatsapp_template.name", "whatsapp_template.language"])
    .where("whatsapp_choice.kind", "=", kind as ChatKind).where("whatsapp_choice.locale", "=", facts.locale)
    .executeTakeFirst();
  if (!chosen || !fits(chosen)) return null;
  const values = orderValues(kind, facts);
  const fields: string[] = JSON.parse(chosen.fields_json);
  return filledChat(chosen, { fields, valueOf: (field) => textOf(values[field]) });
}

/** A field that is no text, or that this order does not have, is blank. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
