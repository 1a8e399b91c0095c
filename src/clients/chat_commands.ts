import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { AppError, notFound } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import { whatsappNumber } from "../lib/phone.ts";
import { seesContacts } from "../orders/own_orders.ts";
import { requireChat } from "./chat_phone.ts";
import type { ChatInput } from "./input.ts";

export interface ClientChat {
  client: string;
  locale: Locale;
  /** Digits for `wa.me`. */
  phone: string;
}

/**
 * Notes that a chat with one of a client's numbers was opened, which says nothing of what was sent.
 * @throws AppError forbidden; not_found, also for a number that is not theirs; conflict `chat_refused`
 */
export async function openClientChat(ctx: Ctx, clientId: string, { number }: ChatInput): Promise<ClientChat> {
  requirePermission(ctx.actor, "clients.read");
  if (!seesContacts(ctx.actor)) throw new AppError("forbidden");
  return await ctx.db.transaction().execute(async (trx) => {
    await requireChat(trx, clientId);
    const contact = await trx.selectFrom("contact").innerJoin("client", "client.id", "contact.client_id")
      .select(["client.name", "client.locale", "contact.value"])
      .where("contact.client_id", "=", clientId).where("contact.value", "=", number)
      .where("contact.kind", "=", "whatsapp").executeTakeFirst();
    if (!contact) throw notFound();
    await recordAudit(trx, ctx, { kind: "client_chat_opened", subject: { kind: "client", id: clientId } });
    return { client: contact.name, locale: contact.locale, phone: whatsappNumber(contact.value) };
  });
}
