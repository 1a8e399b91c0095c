import { quoteText } from "../../views/quotes/text.ts";
import { chatPhone } from "../clients/chat_phone.ts";
import type { Ctx } from "../context.ts";
import { seesContacts } from "../orders/own_orders.ts";
import { offerSheet } from "../../views/quotes/sheet.ts";
import { quoteUrl } from "../tracking/queries.ts";
import { readOffer } from "./offer_queries.ts";

/** WhatsApp with the client's number and the offer's link in a message; without a number one chooses there whom to write to. */
export async function whatsappLink(ctx: Ctx, quoteId: string): Promise<{ url: string; hasPhone: boolean }> {
  const { phone, text } = await whatsappText(ctx, quoteId);
  return { url: `https://wa.me/${phone}?text=${encodeURIComponent(text)}`, hasPhone: phone !== "" };
}

/** That message, and the digits of the number, "" without any, and for who may not see it. */
export async function whatsappText(ctx: Ctx, quoteId: string): Promise<{ phone: string; text: string }> {
  const offer = await readOffer(ctx.db, ctx, quoteId);
  const { client_id } = await ctx.db.selectFrom("order").select("client_id").where("id", "=", offer.order.id)
    .executeTakeFirstOrThrow();
  // A program asks within a transaction, which sees what its maker may not.
  const phone = seesContacts(ctx.actor) ? await chatPhone(ctx.db, client_id) ?? "" : "";
  const sheet = offerSheet(offer);
  const text = quoteText[offer.reading.locale].whatsapp.message({
    client: offer.client.name,
    shop: offer.shop.name,
    device: sheet.device,
    total: sheet.alternatives.map(({ option, heading, total }) => option ? `${heading}, ${total}` : total)
      .join("; "),
    url: await quoteUrl(ctx.db, ctx, offer.order.id) ?? "",
  });
  return { phone, text };
}
