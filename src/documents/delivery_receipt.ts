import { documentText } from "../../views/documents/text.ts";
import type { DeliveryReceipt } from "../orders/delivery_receipt.ts";
import type { PaperFormat } from "../paths.ts";
import { compose, type StoredPictures } from "./compose.ts";
import { deliverySheet } from "./delivery_receipt_a4.ts";
import { deliveryRoll } from "./delivery_receipt_roll.ts";
import { paperTitle } from "./paper.ts";
import { settingOf } from "./sheet.ts";

export interface DeliveryPaper {
  format: PaperFormat;
  /** Where the signature and the logo are that the receipt names. */
  pictures: StoredPictures;
}

export function deliveryTitle({ locale, number }: DeliveryReceipt): string {
  return paperTitle({ title: documentText[locale].deliveryTitle, reference: number });
}

/** The *comprobante de entrega* as a PDF; the same receipt and paper always give the same bytes. */
export function renderDeliveryReceipt(
  receipt: DeliveryReceipt,
  paper: DeliveryPaper,
): Promise<Uint8Array<ArrayBuffer>> {
  const facts = {
    title: deliveryTitle(receipt),
    author: receipt.shop.name,
    locale: receipt.locale,
    pictures: paper.pictures,
    at: receipt.deliveredAt,
  };
  return compose(facts, async (desk) => {
    const setting = await settingOf(desk, receipt, paper.format);
    const image = await desk.picture(receipt.signature?.fileHash ?? "");
    const signing = { signature: receipt.signature, unsignedReason: receipt.unsignedReason, image };
    const lay = paper.format === "a4" ? deliverySheet : deliveryRoll;
    return lay(setting, receipt, signing);
  });
}
