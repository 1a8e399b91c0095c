import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { cancelWaiting, enqueue } from "../jobs/queue.ts";
import { LOGO_ID, type MessageState } from "./message.ts";
import { sendingKey } from "./outbox.ts";

const LEFT: readonly MessageState[] = ["sending", "sent", "delivered", "read"];

/**
 * Empties what was written to a client, who is `name` from now on; what still waits to be sent never leaves. When and whether a
 * mail went is kept; the papers that went along leave the disk after the commit, by a job.
 */
export async function forgetMessages(
  trx: Db,
  ctx: Ctx,
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
    ).forUpdate("message").execute();
  const papers = new Set<string>();
  for (const { id, state } of written) {
    const waits = !LEFT.includes(state);
    if (waits) await cancelWaiting(trx, sendingKey(id));
    const attached = await trx.deleteFrom("message_attachment").where("message_id", "=", id)
      .returning(["content_id", "file_hash"]).execute();
    for (const { content_id, file_hash } of attached) {
      if (content_id !== LOGO_ID && file_hash !== null) papers.add(file_hash);
    }
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
  if (papers.size > 0) await enqueue(trx, ctx, { kind: "remove_papers", payload: { hashes: [...papers] } });
}
