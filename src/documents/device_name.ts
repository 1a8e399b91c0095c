import type { DocumentText } from "../../views/documents/text.ts";
import type { ReceiptDevice } from "../intakes/receipt.ts";

/** `Celular Samsung Galaxy A54`. */
export function deviceName(words: DocumentText, device: ReceiptDevice): string {
  return [words.category[device.category], device.brand, device.model].filter(Boolean).join(" ");
}
