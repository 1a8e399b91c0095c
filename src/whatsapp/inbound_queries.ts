import type { Db } from "../db/open.ts";
import { chatIds, contactNumbers } from "../lib/phone.ts";

/** What somebody wrote to the shop's number and no order has. */
export interface InboundLine {
  /** Digits. */
  phone: string;
  text: string;
  /** UTC milliseconds. */
  at: number;
}

const SHOWN = 20;

/** The latest from any of a client's numbers, newest first. */
export async function inboundOfClient(db: Db, clientId: string, limit = SHOWN): Promise<InboundLine[]> {
  const phones = await db.selectFrom("contact").select("value").where("client_id", "=", clientId)
    .where("kind", "in", ["phone", "whatsapp"]).execute();
  const ids = phones.flatMap(({ value }) => chatIds(value));
  return ids.length === 0 ? [] : await inboundFrom(db, ids, limit);
}

async function inboundFrom(db: Db, ids: readonly string[], limit: number): Promise<InboundLine[]> {
  return await db.selectFrom("whatsapp_inbound").select(["phone", "text", "at"])
    .where("phone", "in", [...ids]).where("order_id", "is", null)
    .orderBy("seq", "desc").limit(limit).execute();
}

/** The latest from numbers that no client has, newest first. */
export async function inboundFromStrangers(db: Db): Promise<InboundLine[]> {
  const rows = await db.selectFrom("whatsapp_inbound").select(["phone", "text", "at"])
    .where("order_id", "is", null).orderBy("seq", "desc").limit(SHOWN).execute();
  if (rows.length === 0) return [];
  const numbers = rows.flatMap(({ phone }) => contactNumbers(phone));
  const known = await db.selectFrom("contact").select("value").where("value", "in", numbers).execute();
  return rows.filter(({ phone }) =>
    !contactNumbers(phone).some((number) => known.some(({ value }) => value === number))
  );
}
