import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { type MessageState, SECRET_KINDS } from "./message.ts";
import { enqueueSending, sendingKey } from "./outbox.ts";
import { cancelWaiting } from "../jobs/queue.ts";
import { isOnItsWay } from "./on_its_way.ts";
import { isSuppressed } from "./suppression.ts";

/**
 * Queues a message anew that failed, was sent, was kept before there was a server, or that no job sends any more, as it was written then.
 * One that is on its way goes once. @throws AppError forbidden, not_found, conflict where it was withdrawn, carries a way into an account, or nothing sends it
 */
export async function resendMessage(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx.actor, "messages.read");
  await ctx.db.transaction().execute(async (trx) => {
    const to = await trx.selectFrom("message").select(["to_address", "channel"]).where("id", "=", id)
      .executeTakeFirst();
    const chat = to?.channel === "whatsapp";
    if (chat && ctx.whatsappUrl === null) throw conflict("whatsapp_off");
    if (!chat && !ctx.sendsMail) throw conflict("no_mail_server");
    if (to && await isSuppressed(trx, to.to_address)) throw conflict("address_suppressed");
    const anew = {
      state: "queued",
      last_error: "",
      provider_id: null,
      delivered_at: null,
      read_at: null,
    } as const;
    const resent = chat ? RESENT_CHATS : RESENT_MAILS;
    const message = await trx.updateTable("message").set(anew).where("id", "=", id)
      .where("kind", "not in", [...SECRET_KINDS])
      .where("state", "in", await isOnItsWay(trx, id) ? resent : [...resent, ...STRANDED])
      .returning("id").executeTakeFirst();
    if (!message) {
      const known = await trx.selectFrom("message").select(["state", "kind"]).where("id", "=", id)
        .executeTakeFirst();
      if (!known) throw notFound();
      if (SECRET_KINDS.some((kind) => kind === known.kind)) throw conflict("message_secret");
      if (known.state === "withdrawn") throw conflict("message_withdrawn");
      return;
    }
    if (chat) await cancelWaiting(trx, sendingKey(id));
    await enqueueSending(trx, ctx, { id, byChat: chat });
    await recordAudit(trx, ctx, { kind: "message_resent", subject: { kind: "message", id } });
  });
  ctx.live.changed("jobs");
}

const RESENT_MAILS: MessageState[] = ["failed", "sent", "kept"];
/** As long as a job sends them they are left alone. */
const STRANDED: MessageState[] = ["queued", "sending", "unsure"];
/** Of which nobody knows whether it arrived is sent again when somebody decides so. */
const RESENT_CHATS: MessageState[] = ["failed", "unsure", "sent", "delivered", "read"];

/** Writes to an address again that its server did not know. Lifting it twice is no error. @throws AppError forbidden */
export async function liftSuppression(ctx: Ctx, address: string): Promise<void> {
  requirePermission(ctx.actor, "messages.read");
  await ctx.db.transaction().execute(async (trx) => {
    const lifted = await trx.deleteFrom("mail_suppression").where("address", "=", address.toLowerCase())
      .returning("message_id").executeTakeFirst();
    if (!lifted) return;
    const subject = { kind: "message", id: lifted.message_id ?? "" };
    await recordAudit(trx, ctx, { kind: "suppression_lifted", subject });
  });
}

/** A client wants no optional mails, or wants them again. @throws AppError not_found */
export async function chooseMails(
  ctx: Ctx,
  { clientId, wanted }: { clientId: string; wanted: boolean },
): Promise<void> {
  const changed = await ctx.db.updateTable("client").set({ no_mail_since: wanted ? null : ctx.now })
    .where("id", "=", clientId).where("erased_at", "is", null).returning("id").executeTakeFirst();
  if (!changed) throw notFound();
}
