import type { Ctx } from "../context.ts";
import { intakeTitle, renderIntakeReceipt } from "../documents/intake_receipt.ts";
import type { Pdf } from "../documents/pdf.ts";
import type { PaperFormat } from "../paths.ts";
import { receiptOf } from "./made_queries.ts";

/** The receipt of an intake as it was handed out, with the links in force. @throws AppError not_found */
export async function intakePdf(ctx: Ctx, intakeId: string, format: PaperFormat): Promise<Pdf> {
  const { receipt, tracking } = await receiptOf(ctx, intakeId);
  return {
    title: intakeTitle(receipt),
    fileName: `ingreso-${receipt.reference}`,
    bytes: await renderIntakeReceipt(receipt, { format, tracking, pictures: ctx.files.read }),
  };
}
