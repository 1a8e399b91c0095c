import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { paymentPaper } from "../documents/order_papers.ts";
import { paperTitle, renderPaper } from "../documents/paper.ts";
import type { Drawable } from "../documents/pdf.ts";
import type { PaymentReceipt } from "./payment_receipt.ts";
import { paymentReceiptOf } from "./payment_snapshot.ts";

/** The receipt of a payment as it was handed out. @throws AppError not_found when the payment is none of the order's */
export async function paymentDocument(
  db: Db,
  ctx: Ctx,
  payment: { number: string; paymentId: string },
): Promise<Drawable> {
  return receiptDocument(ctx, await paymentReceiptOf(db, ctx, payment));
}

export function receiptDocument(ctx: Ctx, receipt: PaymentReceipt): Drawable {
  const paper = paymentPaper(receipt);
  return {
    title: paperTitle(paper),
    fileName: `recibo-${paper.reference}`,
    draw: (format) => renderPaper(paper, { format, pictures: ctx.files.read }),
  };
}
