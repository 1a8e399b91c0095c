import type { Db } from "../db/open.ts";
import { chatIds } from "../lib/phone.ts";

/**
 * Drops what a client wrote to the shop's number, and their number from what stands on orders; what somebody else with the same phone
 * may have written stays as long as they are known. Before the client's contacts go.
 */
export async function forgetInbound(trx: Db, clientId: string): Promise<void> {
  const phones = await trx.selectFrom("contact").select("value").where("client_id", "=", clientId)
    .where("kind", "in", ["phone", "whatsapp"]).execute();
  await trx.updateTable("whatsapp_inbound").set({ phone: "" })
    .where("order_id", "in", (q) => q.selectFrom("order").select("id").where("client_id", "=", clientId))
    .execute();
  for (const { value } of phones) {
    const others = await trx.selectFrom("contact").select("client_id").where("value", "=", value)
      .where("client_id", "!=", clientId).limit(1).executeTakeFirst();
    if (others) continue;
    await trx.deleteFrom("whatsapp_inbound").where("phone", "in", chatIds(value)).execute();
  }
}
