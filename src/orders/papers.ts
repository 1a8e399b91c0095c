import type { Ctx } from "../context.ts";
import { worksheetPaper } from "../documents/order_papers.ts";
import { type Paper, paperTitle, renderPaper } from "../documents/paper.ts";
import type { Drawable } from "../documents/pdf.ts";
import { pickupLetter } from "../documents/pickup_letter.ts";
import { intakeDocument } from "../intakes/receipt_pdf.ts";
import { notFound } from "../lib/app_error.ts";
import { quoteDocument } from "../quotes/papers.ts";
import { findQuote } from "../quotes/rows.ts";
import { deliveryDocument } from "./delivery_document.ts";
import type { OrderDocument } from "./document.ts";
import { orderPaperFacts, workNotes } from "./paper_queries.ts";
import { paymentDocument } from "./payment_document.ts";
import { readOrder } from "./queries.ts";

/**
 * A document of an order: what was handed out as it was then, a quote as it was sent, a work sheet as things stand.
 * @throws AppError not_found where the order has none
 */
export async function orderDocument(ctx: Ctx, number: string, document: OrderDocument): Promise<Drawable> {
  switch (document.kind) {
    case "intake_receipt":
      return await intakeDocument(ctx, (await readOrder(ctx, number)).intake_id);
    case "delivery_receipt":
    case "warranty": {
      const handedOut = await deliveryDocument(ctx, { number, kind: document.kind });
      if (!handedOut) throw notFound();
      return handedOut;
    }
    case "payment_receipt":
      return await paymentDocument(ctx.db, ctx, { number, paymentId: document.paymentId });
    case "quote": {
      const { id } = await readOrder(ctx, number);
      const quote = await findQuote(ctx.db, { orderId: id, quoteId: document.quoteId });
      return await quoteDocument(ctx.db, ctx, quote.id);
    }
    case "pickup_letter": {
      const letter = pickupLetter(await orderPaperFacts(ctx, number), ctx.shop.settings.abandonment_days);
      return drawable(ctx, "aviso-de-retiro", letter);
    }
    case "worksheet": {
      const facts = await orderPaperFacts(ctx, number);
      const reading = { ...facts.reading, locale: ctx.locale };
      const notes = await workNotes(ctx, facts.detail.order.id);
      return drawable(ctx, "hoja-de-trabajo", worksheetPaper({ ...facts, reading }, notes));
    }
  }
}

function drawable(ctx: Ctx, name: string, paper: Paper | null): Drawable {
  if (!paper) throw notFound();
  return {
    title: paperTitle(paper),
    fileName: `${name}-${paper.reference}`,
    draw: (format) => renderPaper(paper, { format, pictures: ctx.files.read }),
  };
}
