import type { DocumentText } from "../../views/documents/text.ts";
import type { IntakeReceiptOrder, ReceiptDevice } from "../intakes/receipt.ts";

/** `Celular Samsung Galaxy A54`. */
export function deviceName(words: DocumentText, device: ReceiptDevice): string {
  return [words.category[device.category], device.brand, device.model].filter(Boolean).join(" ");
}

/** The condition on arrival, and how many photos show it. */
export function conditionOf(words: DocumentText, order: IntakeReceiptOrder): string {
  const written = order.condition || words.notChecked;
  return order.photos > 0 ? `${written}\n${words.photos(order.photos)}` : written;
}
