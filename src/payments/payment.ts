import type { PaymentMethod } from "../orders/order.ts";

export const PAYMENT_STATES = ["unpaid", "deposit", "partial", "paid", "overpaid"] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

export const PAYMENT_KINDS = ["payment", "deposit", "refund"] as const;
export type PaymentKind = (typeof PAYMENT_KINDS)[number];

/** Two sums of an order's ledger, in minor units: what a form was made from. */
export interface Account {
  charged: number;
  paid: number;
}

/** The state of an order's account, derived from its ledger and kept nowhere. */
export function paymentState(
  { charged, paid, entries }: Account & { entries: readonly { kind: PaymentKind }[] },
): PaymentState {
  if (paid > charged && charged > 0 || charged < 0) return "overpaid";
  if (paid === 0) return "unpaid";
  if (paid === charged) return "paid";
  return charged === 0 || !entries.some(({ kind }) => kind === "payment") ? "deposit" : "partial";
}

/** One means of a payment, with the id of the ledger entry that it becomes. */
export interface PaymentPart {
  id: string;
  method: PaymentMethod;
  amountMinor: number;
}

export function cashOf(parts: readonly PaymentPart[]): number {
  return sumOf(parts.filter(({ method }) => method === "cash"));
}

export function sumOf(parts: readonly { amountMinor: number }[]): number {
  return parts.reduce((sum, part) => sum + part.amountMinor, 0);
}
