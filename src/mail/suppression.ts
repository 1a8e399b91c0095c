import type { ExpressionBuilder } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";

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

/** Since when a contact is an address that nothing is sent to, null for every other one: to select beside it. */
export function bouncedAt(q: ExpressionBuilder<Schema, "contact">) {
  return q.selectFrom("mail_suppression").select("mail_suppression.since")
    .whereRef("mail_suppression.address", "=", "contact.value").as("bounced_at");
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
