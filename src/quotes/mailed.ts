import { offerSheet } from "../../views/quotes/sheet.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { formatDateTime } from "../lib/dates.ts";
import type { MessageQuote } from "../mail/message.ts";
import { quoteUrl } from "../tracking/queries.ts";
import { readOffer } from "./offer_queries.ts";

/** What a mail says of an offer, in the client's words. @throws not_found */
export async function mailedQuote(trx: Db, ctx: Ctx, quoteId: string): Promise<MessageQuote> {
  const offer = await readOffer(trx, ctx, quoteId);
  return {
    revision: offer.revision,
    totals: offerSheet(offer).alternatives.map(({ option, heading, total }) => ({
      option: option === "" ? "" : heading,
      total,
    })),
    validUntil: offer.validUntil === null ? "" : formatDateTime(offer.validUntil - 1, offer.reading),
    url: await quoteUrl(trx, ctx, offer.order.id),
  };
}
