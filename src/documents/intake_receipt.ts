import { documentText } from "../../views/documents/text.ts";
import type { IntakeReceipt } from "../intakes/receipt.ts";
import type { PaperFormat } from "../paths.ts";
import { compose, type StoredPictures } from "./compose.ts";
import { intakeSheet } from "./intake_receipt_a4.ts";
import { intakeRoll } from "./intake_receipt_roll.ts";
import { paperTitle } from "./paper.ts";
import { settingOf } from "./sheet.ts";

export interface IntakePaper {
  format: PaperFormat;
  /** Order number → the client's link; an order without one gets no QR. */
  tracking: Readonly<Record<string, string>>;
  /** Where the signature and the logo are that the receipt names. */
  pictures: StoredPictures;
}

export function intakeTitle({ locale, reference }: Pick<IntakeReceipt, "locale" | "reference">): string {
  return paperTitle({ title: documentText[locale].intakeTitle, reference });
}

/** The *comprobante de ingreso* as a PDF; the same receipt and paper always give the same bytes. */
export function renderIntakeReceipt(
  receipt: IntakeReceipt,
  paper: IntakePaper,
): Promise<Uint8Array<ArrayBuffer>> {
  const facts = {
    title: intakeTitle(receipt),
    author: receipt.shop.name,
    locale: receipt.locale,
    pictures: paper.pictures,
    at: receipt.receivedAt,
  };
  return compose(facts, async (desk) => {
    const setting = await settingOf(desk, receipt, paper.format);
    const image = await desk.picture(receipt.signature?.fileHash ?? "");
    const signing = { signature: receipt.signature, unsignedReason: receipt.unsignedReason, image };
    const lay = paper.format === "a4" ? intakeSheet : intakeRoll;
    return lay(setting, receipt, { signing, tracking: paper.tracking });
  });
}
