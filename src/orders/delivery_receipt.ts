import type { ReceiptClient, ReceiptDevice, ReceiptShop, ReceiptSignature } from "../intakes/receipt.ts";
import type { Locale } from "../lib/locale.ts";
import type { Money } from "../lib/money.ts";
import type { PaymentMethod } from "./order.ts";
import type { OrderOutcome } from "./status.ts";

/**
 * The *comprobante de entrega* as it was handed out, kept as JSON with the delivery. Instants are UTC milliseconds; a text
 * that nobody gave is "".
 */
export interface DeliveryReceipt {
  /** 2 tells what was not handed back; 1 had all of it in `accessories`. */
  receiptVersion: 1 | 2;
  locale: Locale;
  /** IANA name, of the branch. */
  timeZone: string;
  /** Order number, `S01-000052`. */
  number: string;
  receivedAt: number;
  deliveredAt: number;
  deliveredBy: string;
  shop: ReceiptShop;
  client: ReceiptClient;
  takenBy: { name: string; document: string };
  device: ReceiptDevice;
  /** What goes back with the device. */
  accessories: string[];
  /** What had come with it and stays, and why; absent in version 1. */
  notReturned?: { description: string; reason: string }[];
  fault: string;
  /** What was found or done, in words for the client. */
  work: string;
  outcome: OrderOutcome | null;
  charges: { description: string; amount: Money }[];
  payments: DeliveryReceiptPayment[];
  total: Money;
  paid: Money;
  /** What is still owed; negative when the shop owes the client. */
  balance: Money;
  /** The last instant on which the warranty holds. */
  warranty: { endsAt: number; days: number } | null;
  signature: ReceiptSignature | null;
  /** Why nobody signed, "" when there is a signature. */
  unsignedReason: string;
}

export interface DeliveryReceiptPayment {
  kind: "payment" | "deposit" | "refund";
  method: PaymentMethod;
  at: number;
  amount: Money;
}
