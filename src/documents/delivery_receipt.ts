import { documentText } from "../../views/documents/text.ts";
import type { DeliveryReceipt } from "../orders/delivery_receipt.ts";
import type { PaperFormat } from "../paths.ts";
import { compose } from "./compose.ts";
import { deliverySheet } from "./delivery_receipt_a4.ts";
import { deliveryRoll } from "./delivery_receipt_roll.ts";
import { settingOf } from "./sheet.ts";

export interface DeliveryPaper {
  format: PaperFormat;
  /** The PNG that `receipt.signature` names; null when there is none. */
  signature: Uint8Array | null;
}

/** The *comprobante de entrega* as a PDF; the same receipt and paper always give the same bytes. */
export function renderDeliveryReceipt(
  receipt: DeliveryReceipt,
  paper: DeliveryPaper,
): Promise<Uint8Array<ArrayBuffer>> {
  const facts = {
    title: `${documentText[receipt.locale].deliveryTitle} ${receipt.number}`,
    author: receipt.shop.name,
    locale: receipt.locale,
    at: receipt.deliveredAt,
  };
  return compose(facts, async (desk) => {
    const setting = settingOf(desk.faces, receipt);
    const image = paper.signature ? await desk.picture(paper.signature) : null;
    const signing = { signature: receipt.signature, unsignedReason: receipt.unsignedReason, image };
    const lay = paper.format === "a4" ? deliverySheet : deliveryRoll;
    return lay(setting, receipt, signing);
  });
}
