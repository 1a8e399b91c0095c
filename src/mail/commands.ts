import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { enqueueSending } from "./outbox.ts";

/**
 * Queues a mail anew that failed, was sent or was kept before there was a server, as it was written then.
 * One that is on its way goes once. @throws AppError forbidden, not_found, conflict where it was withdrawn or there is no mail server
 */
export async function resendMessage(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx.actor, "messages.read");
  if (!ctx.sendsMail) throw conflict("no_mail_server");
  await ctx.db.transaction().execute(async (trx) => {
    const message = await trx.updateTable("message").set({ state: "queued", last_error: "" }).where(
      "id",
      "=",
      id,
    )
      .where("state", "in", ["failed", "sent", "kept"]).returning("id").executeTakeFirst();
    if (!message) {
      const known = await trx.selectFrom("message").select("state").where("id", "=", id).executeTakeFirst();
      if (!known) throw notFound();
      if (known.state === "withdrawn") throw conflict("message_withdrawn");
      return;
    }
    await enqueueSending(trx, ctx, id);
    await recordAudit(trx, ctx, { kind: "message_resent", subject: { kind: "message", id } });
  });
  ctx.live.changed("jobs");
}
