import type { Db } from "../db/open.ts";
import { sendingKey } from "./outbox.ts";

/** Whether some job still sends a message: none does after the shop was brought elsewhere in a dump. */
export async function isOnItsWay(db: Db, messageId: string): Promise<boolean> {
  const job = await db.selectFrom("job").select("id").where("unique_key", "=", sendingKey(messageId))
    .where("state", "in", ["waiting", "leased"]).executeTakeFirst();
  return job !== undefined;
}
