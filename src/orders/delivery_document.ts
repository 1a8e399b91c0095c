import type { Ctx } from "../context.ts";
import { deliveryTitle, renderDeliveryReceipt } from "../documents/delivery_receipt.ts";
import { warrantyPaper } from "../documents/order_papers.ts";
import { paperTitle, renderPaper } from "../documents/paper.ts";
import type { Drawable } from "../documents/pdf.ts";
import { readDeliveryReceipt } from "./queries.ts";

/** What was handed out with a device, null where there is no warranty. @throws AppError not_found for an order that is not delivered */
export async function deliveryDocument(
  ctx: Ctx,
  { number, kind }: { number: string; kind: "delivery_receipt" | "warranty" },
): Promise<Drawable | null> {
  const receipt = await readDeliveryReceipt(ctx, number);
  if (kind === "delivery_receipt") {
    return {
      title: deliveryTitle(receipt),
      fileName: `entrega-${number}`,
      draw: (format) => renderDeliveryReceipt(receipt, { format, pictures: ctx.files.read }),
    };
  }
  const paper = warrantyPaper(receipt);
  return paper && {
    title: paperTitle(paper),
    fileName: `garantia-${paper.reference}`,
    draw: (format) => renderPaper(paper, { format, pictures: ctx.files.read }),
  };
}
