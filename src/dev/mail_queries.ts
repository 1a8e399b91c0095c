import type { Db } from "../db/open.ts";

const MOST = 50;
const COLUMNS = ["id", "kind", "to_address", "subject", "html", "text", "state", "created_at"] as const;

export type SentMail = Awaited<ReturnType<typeof lastMails>>[number];

/** Queued, sent and failed ones, the newest first. */
export async function lastMails(db: Db) {
  return await db.selectFrom("message").select(COLUMNS).orderBy("id", "desc").limit(MOST).execute();
}

export async function mailOf(db: Db, id: string): Promise<SentMail | undefined> {
  return await db.selectFrom("message").select(COLUMNS).where("id", "=", id).executeTakeFirst();
}
