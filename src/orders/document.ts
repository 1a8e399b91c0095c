/** A document that a client gets of an order. */
export type ClientDocument =
  | { kind: "intake_receipt" | "delivery_receipt" | "warranty" }
  | { kind: "quote"; quoteId: string }
  | { kind: "payment_receipt"; paymentId: string };

/** What can be printed of an order; the work sheet stays in the shop, a letter is handed over or posted. */
export type OrderDocument = ClientDocument | { kind: "worksheet" | "pickup_letter" };

export type ClientDocumentKind = ClientDocument["kind"];

/** How forms and addresses name a document: `warranty`, `payment_receipt.<id>`. */
export function documentKey(document: ClientDocument): string {
  if (document.kind === "payment_receipt") return `${document.kind}.${document.paymentId}`;
  if (document.kind === "quote") return `${document.kind}.${document.quoteId}`;
  return document.kind;
}

/** The choice of an address that is none of the client's. */
export const OTHER_ADDRESS = "other";

/** The choice of WhatsApp, at the client's phone. */
export const BY_WHATSAPP = "whatsapp";
