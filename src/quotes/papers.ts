import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { paperTitle, renderPaper } from "../documents/paper.ts";
import type { Drawable } from "../documents/pdf.ts";
import { quotePaper } from "../documents/quote_paper.ts";
import type { Offer } from "./offer.ts";
import { readOffer } from "./offer_queries.ts";

/** A version of an offer on the shop's paper. @throws AppError not_found */
export async function quoteDocument(db: Db, ctx: Ctx, quoteId: string): Promise<Drawable> {
  return offerDocument(ctx, await readOffer(db, ctx, quoteId));
}

export function offerDocument(ctx: Ctx, offer: Offer): Drawable {
  const paper = quotePaper(offer);
  return {
    title: paperTitle(paper),
    fileName: `presupuesto-${offer.order.number}-${offer.revision}`,
    draw: (format) => renderPaper(paper, { format, pictures: ctx.files.read }),
  };
}
