import type { Ctx } from "../context.ts";
import { deliveryTitle, renderDeliveryReceipt } from "../documents/delivery_receipt.ts";
import { paymentPaper, quotePaper, warrantyPaper, worksheetPaper } from "../documents/order_papers.ts";
import { type Paper, paperTitle, renderPaper } from "../documents/paper.ts";
import type { Pdf } from "../documents/pdf.ts";
import { intakePdf } from "../intakes/receipt_pdf.ts";
import { notFound } from "../lib/app_error.ts";
import type { PaperFormat } from "../paths.ts";
import type { OrderDocument } from "./document.ts";
import { orderPaperFacts, workNotes } from "./paper_queries.ts";
import { paymentReceiptOf } from "./payment_snapshot.ts";
import { readDeliveryReceipt, readOrder } from "./queries.ts";

/**
 * A document of an order as a PDF: what was handed out as it was then, a quote and a work sheet as things stand.
 * @throws AppError not_found where the order has none
 */
export async function orderPdf(
  ctx: Ctx,
  number: string,
  { document, format }: { document: OrderDocument; format: PaperFormat },
): Promise<Pdf> {
  switch (document.kind) {
    case "intake_receipt": {
      const { intake_id } = await readOrder(ctx, number);
      return await intakePdf(ctx, intake_id, format);
    }
    case "delivery_receipt": {
      const receipt = await readDeliveryReceipt(ctx, number);
      const bytes = await renderDeliveryReceipt(receipt, { format, pictures: ctx.files.read });
      return { title: deliveryTitle(receipt), fileName: `entrega-${number}`, bytes };
    }
    case "payment_receipt": {
      const receipt = await paymentReceiptOf(ctx.db, ctx, { number, paymentId: document.paymentId });
      return await paperPdf(ctx, paymentPaper(receipt), { name: "recibo", format });
    }
    case "warranty": {
      const paper = warrantyPaper(await readDeliveryReceipt(ctx, number));
      if (!paper) throw notFound();
      return await paperPdf(ctx, paper, { name: "garantia", format });
    }
    case "quote":
      return await paperPdf(ctx, quotePaper(await orderPaperFacts(ctx, number)), {
        name: "presupuesto",
        format,
      });
    case "worksheet": {
      const facts = await orderPaperFacts(ctx, number);
      const reading = { ...facts.reading, locale: ctx.locale };
      const notes = await workNotes(ctx, facts.detail.order.id);
      return await paperPdf(ctx, worksheetPaper({ ...facts, reading }, notes), {
        name: "hoja-de-trabajo",
        format,
      });
    }
  }
}

async function paperPdf(
  ctx: Ctx,
  paper: Paper,
  { name, format }: { name: string; format: PaperFormat },
): Promise<Pdf> {
  return {
    title: paperTitle(paper),
    fileName: `${name}-${paper.reference}`,
    bytes: await renderPaper(paper, { format, pictures: ctx.files.read }),
  };
}
