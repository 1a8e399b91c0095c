import { documentText } from "../../views/documents/text.ts";
import type { IntakeReceipt } from "../intakes/receipt.ts";
import type { PaperFormat } from "../paths.ts";
import { compose } from "./compose.ts";
import { intakeSheet } from "./intake_receipt_a4.ts";
import { intakeRoll } from "./intake_receipt_roll.ts";
import { settingOf } from "./sheet.ts";

export interface IntakePaper {
  format: PaperFormat;
  /** Order number → the client's link; an order without one gets no QR. */
  tracking: Readonly<Record<string, string>>;
  /** The PNG that `receipt.signature` names; null when there is none. */
  signature: Uint8Array | null;
}

/** The *comprobante de ingreso* as a PDF; the same receipt and paper always give the same bytes. */
export function renderIntakeReceipt(
  receipt: IntakeReceipt,
  paper: IntakePaper,
): Promise<Uint8Array<ArrayBuffer>> {
  const facts = {
    title: `${documentText[receipt.locale].intakeTitle} ${receipt.reference}`,
    author: receipt.shop.name,
    locale: receipt.locale,
    at: receipt.receivedAt,
  };
  return compose(facts, async (desk) => {
    const setting = settingOf(desk.faces, receipt);
    const image = paper.signature ? await desk.picture(paper.signature) : null;
    const signing = { signature: receipt.signature, unsignedReason: receipt.unsignedReason, image };
    const lay = paper.format === "a4" ? intakeSheet : intakeRoll;
    return lay(setting, receipt, { signing, tracking: paper.tracking });
  });
}
