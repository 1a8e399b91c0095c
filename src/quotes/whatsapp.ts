import { quoteText } from "../../views/quotes/text.ts";
import type { Ctx } from "../context.ts";
import { whatsappNumber } from "../lib/phone.ts";
import { offerSheet } from "../../views/quotes/sheet.ts";
import { quoteUrl } from "../tracking/queries.ts";
import { readOffer } from "./offer_queries.ts";

/** WhatsApp with the client's number and the offer's link in a message; without a number one chooses there whom to write to. */
export async function whatsappLink(ctx: Ctx, quoteId: string): Promise<{ url: string; hasPhone: boolean }> {
  const offer = await readOffer(ctx.db, ctx, quoteId);
  const contacts = await ctx.db.selectFrom("contact").innerJoin(
    "order",
    "order.client_id",
    "contact.client_id",
  )
    .select(["contact.kind", "contact.value"]).where("order.id", "=", offer.order.id)
    .where("contact.kind", "in", ["whatsapp", "phone"]).orderBy("contact.position").execute();
  const [to] = [...contacts.filter(({ kind }) => kind === "whatsapp"), ...contacts];
  const phone = to ? whatsappNumber(to.value) : "";
  const sheet = offerSheet(offer);
  const text = quoteText[offer.reading.locale].whatsapp.message({
    client: offer.client.name,
    shop: offer.shop.name,
    device: sheet.device,
    total: sheet.alternatives.map(({ option, heading, total }) => option ? `${heading}, ${total}` : total)
      .join("; "),
    url: await quoteUrl(ctx.db, ctx, offer.order.id) ?? "",
  });
  return { url: `https://wa.me/${phone}?text=${encodeURIComponent(text)}`, hasPhone: phone !== "" };
}
