/** A document that a client gets of an order. */
export type ClientDocument =
  | { kind: "intake_receipt" | "quote" | "delivery_receipt" | "warranty" }
  | { kind: "payment_receipt"; paymentId: string };

/** What can be printed of an order; the work sheet stays in the shop. */
export type OrderDocument = ClientDocument | { kind: "worksheet" };

export type ClientDocumentKind = ClientDocument["kind"];
