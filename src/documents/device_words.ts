import type { DocumentText } from "../../views/documents/text.ts";
import type { IntakeReceiptOrder, ReceiptCheck, ReceiptDevice } from "../intakes/receipt.ts";

/** `Celular Samsung Galaxy A54`. */
export function deviceName(words: DocumentText, device: ReceiptDevice): string {
  return [words.category[device.category], device.brand, device.model].filter(Boolean).join(" ");
}

/** The condition on arrival, how many photos show it, and how the device was checked. */
export function conditionOf(words: DocumentText, order: IntakeReceiptOrder): string {
  const { checks = [] } = order;
  return [
    order.condition || (checks.length === 0 ? words.notChecked : ""),
    order.photos > 0 ? words.photos(order.photos) : "",
    checkedWords(words, checks),
  ].filter(Boolean).join("\n");
}

/** `Bien: Enciende, Carga` and below it each point that was not fine. */
export function checkedWords(words: DocumentText, checks: readonly ReceiptCheck[]): string {
  const fine = checks.filter((check) => check.result === "ok").map((check) => check.text);
  const others = checks.filter((check) => check.result !== "ok").map(({ text, result, note }) =>
    `${text}: ${words.checkResults[result].toLowerCase()}${note && ` (${note})`}`
  );
  return [fine.length > 0 ? `${words.checkResults.ok}: ${fine.join(", ")}` : "", ...others].filter(Boolean)
    .join("\n");
}
