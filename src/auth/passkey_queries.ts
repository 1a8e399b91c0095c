import type { Ctx } from "../context.ts";

export interface Passkey {
  id: string;
  name: string;
  /** Kept by the owner's provider on several devices. */
  synced: number;
  createdAt: number;
  lastUsedAt: number | null;
}

/** Those of one user, the oldest first. */
export async function listPasskeys({ db }: Ctx, userId: string): Promise<Passkey[]> {
  return await db.selectFrom("passkey").select(["id", "name", "synced", "created_at as createdAt"])
    .select("last_used_at as lastUsedAt").where("user_id", "=", userId).orderBy("id").execute();
}

/** What a browser may sign with as one confirms who one is. */
export async function passkeyIds(
  { db }: Ctx,
  userId: string,
): Promise<{ id: string; transports: string[] }[]> {
  const rows = await db.selectFrom("passkey").select(["credential_id as id", "transports"])
    .where("user_id", "=", userId).orderBy("id").execute();
  return rows.map(({ id, transports }) => ({
    id,
    transports: transports === "" ? [] : transports.split(" "),
  }));
}
