import type { Db } from "../db/open.ts";
import { cancelWaiting } from "../jobs/queue.ts";
import type { MessageState } from "./message.ts";
import { sendingKey } from "./outbox.ts";

const LEFT: readonly MessageState[] = ["sending", "sent", "delivered", "read"];

/**
 * Empties what was written to a client, who is `name` from now on; what still waits to be sent never leaves. When and whether a
 * mail went is kept.
 */
export async function forgetMessages(
  trx: Db,
  { clientId, name }: { clientId: string; name: string },
): Promise<void> {
  const written = await trx.selectFrom("message").select(["message.id", "message.state"])
    .where((q) =>
      q.or([
        q("message.client_id", "=", clientId),
        q(
          "message.id",
          "in",
          q.selectFrom("message_order").innerJoin("order", "order.id", "message_order.order_id")
            .select("message_order.message_id").where("order.client_id", "=", clientId),
        ),
      ])
    ).execute();
  for (const { id, state } of written) {
    const waits = !LEFT.includes(state);
    if (waits) await cancelWaiting(trx, sendingKey(id));
    await trx.deleteFrom("message_attachment").where("message_id", "=", id).execute();
    await trx.updateTable("message_attempt").set({ answer: "" }).where("message_id", "=", id).execute();
    await trx.deleteFrom("mail_suppression").where("message_id", "=", id).execute();
    await trx.updateTable("message").set({
      to_address: "",
      to_name: name,
      subject: name,
      html: "",
      text: "",
      chat_json: "",
      last_error: "",
      ...(waits && { state: "withdrawn" as const }),
    }).where("id", "=", id).execute();
  }
}
