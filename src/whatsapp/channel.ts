import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { PermanentFailure } from "../jobs/handler.ts";
import { markFailed, sendMessage, type SendOptions } from "../mail/sending.ts";
import { failChat } from "./falling_back.ts";

/** Sends a message by the channel that it was written for; `mail` is null without a mail server. */
export async function sendByChannel(ctx: Ctx, messageId: string, mail: SendOptions | null): Promise<void> {
  if (await goesByWhatsapp(ctx.db, messageId)) {
    const { sendChat } = await import("./sending.ts");
    return await sendChat(ctx, messageId);
  }
  if (!mail) throw new PermanentFailure("There is no mail server");
  await sendMessage(ctx, messageId, mail);
}

/** The job that should send it has given up. */
export async function giveUpSending(trx: Db, ctx: Ctx, messageId: string): Promise<void> {
  if (await goesByWhatsapp(trx, messageId)) await failChat(trx, ctx, messageId);
  else await markFailed(trx, ctx, messageId);
}

async function goesByWhatsapp(db: Db, messageId: string): Promise<boolean> {
  const message = await db.selectFrom("message").select("channel").where("id", "=", messageId)
    .executeTakeFirst();
  return message?.channel === "whatsapp";
}
