import type { Db } from "../db/open.ts";
import { whatsappNumber } from "../lib/phone.ts";

/** Digits for `wa.me`: a client's number for chats, or else the first of all; null without any. */
export async function chatPhone(db: Db, clientId: string): Promise<string | null> {
  const contacts = await db.selectFrom("contact").select(["kind", "value"]).where("client_id", "=", clientId)
    .where("kind", "in", ["phone", "whatsapp"]).orderBy("position").execute();
  const chosen = contacts.find(({ kind }) => kind === "whatsapp") ?? contacts[0];
  return chosen ? whatsappNumber(chosen.value) : null;
}
