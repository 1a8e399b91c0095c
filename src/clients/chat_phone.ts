import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { AppError, conflict, notFound } from "../lib/app_error.ts";
import { whatsappNumber } from "../lib/phone.ts";
import { seesContacts } from "../orders/own_orders.ts";
import { answerTo, consentsOf } from "./consent.ts";

/** Digits for `wa.me`: a client's number for chats, or else the first of all; null without any. */
export async function chatPhone(db: Db, clientId: string): Promise<string | null> {
  const contacts = await db.selectFrom("contact").select(["kind", "value"]).where("client_id", "=", clientId)
    .where("kind", "in", ["phone", "whatsapp"]).orderBy("position").execute();
  const chosen = contacts.find(({ kind }) => kind === "whatsapp") ?? contacts[0];
  return chosen ? whatsappNumber(chosen.value) : null;
}

/**
 * The same for a chat that somebody opens, who sees the number there. @throws AppError forbidden; not_found; conflict `no_phone`,
 * `chat_refused`
 */
export async function phoneToChat(db: Db, { actor }: Ctx, clientId: string): Promise<string> {
  if (!seesContacts(actor)) throw new AppError("forbidden");
  await requireChat(db, clientId);
  const phone = await chatPhone(db, clientId);
  if (phone === null) throw conflict("no_phone");
  return phone;
}

/** @throws AppError not_found; conflict `chat_refused` */
export async function requireChat(db: Db, clientId: string): Promise<void> {
  const client = await db.selectFrom("client").select("consents_json").where("id", "=", clientId)
    .executeTakeFirst();
  if (!client) throw notFound();
  if (answerTo(consentsOf(client), "whatsapp") === "refused") throw conflict("chat_refused");
}
