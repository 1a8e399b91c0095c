import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";

/** Nothing is sent to this address. */
export class Suppressed extends Error {
  override readonly name = "Suppressed";
  constructor() {
    super("The address does not exist, as its server said before");
  }
}

export async function isSuppressed(db: Db, address: string): Promise<boolean> {
  const row = await db.selectFrom("mail_suppression").select("address")
    .where("address", "=", address.toLowerCase()).executeTakeFirst();
  return row !== undefined;
}

/** From now on nothing is sent to an address that its server does not know. */
export async function suppress(
  trx: Db,
  ctx: Ctx,
  { address, messageId, code }: { address: string; messageId: string; code: string },
): Promise<void> {
  await trx.insertInto("mail_suppression")
    .values({ address: address.toLowerCase(), since: ctx.now, message_id: messageId, code })
    .onConflict((known) => known.column("address").doNothing()).execute();
}
