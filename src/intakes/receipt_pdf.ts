import type { Ctx } from "../context.ts";
import { intakeTitle, renderIntakeReceipt } from "../documents/intake_receipt.ts";
import type { Drawable } from "../documents/pdf.ts";
import { receiptOf } from "./made_queries.ts";

/** The receipt of an intake as it was handed out, with the links in force. @throws AppError not_found */
export async function intakeDocument(ctx: Ctx, intakeId: string): Promise<Drawable> {
  const { receipt, tracking } = await receiptOf(ctx, intakeId);
  return {
    title: intakeTitle(receipt),
    fileName: `ingreso-${receipt.reference}`,
    draw: (format) => renderIntakeReceipt(receipt, { format, tracking, pictures: ctx.files.read }),
  };
}
