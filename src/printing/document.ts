import type { Language } from "./protocol.ts";

/** What a shop prints on its own printers, each with a row in the matrix of documents and printers. */
export const PRINT_DOCUMENTS = [
  "label_device",
  "label_accessory",
  "label_part",
  "label_shelf",
  "label_slip",
  "label_text",
  "receipt_intake",
  "receipt_delivery",
  "receipt_payment",
  "receipt_cash",
] as const;
export type PrintDocument = (typeof PRINT_DOCUMENTS)[number];
export type ReceiptDocument = Extract<PrintDocument, `receipt_${string}`>;

/** Those with a moment of their own at which they print by themselves; the others only come out when somebody asks. */
export const SELF_PRINTING = [
  "label_device",
  "label_accessory",
  "receipt_intake",
  "receipt_delivery",
  "receipt_payment",
] as const satisfies readonly PrintDocument[];

export function printsItself(document: PrintDocument): boolean {
  return SELF_PRINTING.some((one) => one === document);
}

/** Labels are ZPL, receipts ESC/POS rolls: a printer takes the documents of its own language. */
export function languageOf(document: PrintDocument): Language {
  return document.startsWith("label_") ? "zpl" : "escpos";
}

/** What a new branch's first printer of a language is given: an intake and a delivery print, a payment when asked. */
export function usuallyAuto(document: PrintDocument): boolean {
  return printsItself(document) && document !== "receipt_payment";
}

export const MOST_COPIES = 20;

/** What was paid and owed is on it: for those who may see payments. Takes what a job says that it prints. */
export function showsMoney(template: string): boolean {
  return ["receipt_delivery", "receipt_payment", "receipt_cash"].includes(template);
}
