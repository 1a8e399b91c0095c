/** A document that a client gets of an order. */
export type ClientDocument =
  | { kind: "intake_receipt" | "quote" | "delivery_receipt" | "warranty" }
  | { kind: "payment_receipt"; paymentId: string };

/** What can be printed of an order; the work sheet stays in the shop. */
export type OrderDocument = ClientDocument | { kind: "worksheet" };

export type ClientDocumentKind = ClientDocument["kind"];

/** How forms and addresses name a document: `warranty`, `payment_receipt.<id>`. */
export function documentKey(document: ClientDocument): string {
  return document.kind === "payment_receipt" ? `${document.kind}.${document.paymentId}` : document.kind;
}

/** The choice of an address that is none of the client's. */
export const OTHER_ADDRESS = "other";
