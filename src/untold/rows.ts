import type { Selectable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { type MessageKind, MUST_HEAR, type UntoldReason } from "../mail/message.ts";
import { isSuppressed } from "../mail/suppression.ts";

export type UntoldRow = Selectable<Schema["to_tell"]>;

export interface Untold {
  orders: readonly { id: string; branch_id: string }[];
  about: MessageKind;
  reason: UntoldReason;
}

/** Puts the clients of these orders into the queue of those who have to be told by other means than mail. */
export async function addUntold(trx: Db, ctx: Ctx, { orders, about, reason }: Untold): Promise<void> {
  if (!MUST_HEAR.includes(about) || orders.length === 0) return;
  const rows = orders.map(({ id, branch_id }) => ({
    order_id: id,
    about,
    branch_id,
    reason,
    since: ctx.now,
    opened_at: null,
    opened_by_name: "",
  }));
  await trx.insertInto("to_tell").values(rows).onConflict((known) =>
    known.columns(["order_id", "about"]).doUpdateSet((q) => ({
      reason: q.ref("excluded.reason"),
      postponed_until: 0,
      dismissed_at: null,
    }))
  ).execute();
}

/** Takes an order out of the queue: a mail is on its way, somebody told the client, or it no longer matters. */
export async function endUntold(
  trx: Db,
  { orderId, about }: { orderId: string; about?: MessageKind },
): Promise<UntoldRow[]> {
  return await trx.deleteFrom("to_tell").where("order_id", "=", orderId)
    .$if(about !== undefined, (q) => q.where("about", "=", about ?? "order_ready"))
    .returningAll().execute();
}

/** Of orders that still wait for it: their message was given up, as `why` or the mail's address says. */
export async function sendingFailed(
  trx: Db,
  ctx: Ctx,
  messageId: string,
  why?: UntoldReason,
): Promise<void> {
  const rows = await trx.selectFrom("message").innerJoin(
    "message_order",
    "message_order.message_id",
    "message.id",
  )
    .innerJoin("order", "order.id", "message_order.order_id")
    .select(["message.kind", "message.to_address", "order.id", "order.branch_id", "order.status"])
    .where("message.id", "=", messageId).execute();
  const [first] = rows;
  const about = MUST_HEAR.find((kind) => kind === first?.kind);
  if (!first || !about) return;
  const orders = rows.filter(({ status }) => status === AWAITED[about]);
  const reason = why ?? (await isSuppressed(trx, first.to_address) ? "address_bounced" : "mail_failed");
  await addUntold(trx, ctx, { orders, about, reason });
}

/** Where an order stands as long as its client has to hear of it. */
const AWAITED: Partial<Record<MessageKind, string>> = {
  order_ready: "ready",
  pickup_notice: "ready",
  pickup_reminder: "ready",
};
