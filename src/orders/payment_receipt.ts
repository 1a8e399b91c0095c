import type { ReceiptClient, ReceiptDevice, ReceiptShop } from "../intakes/receipt.ts";
import type { Locale } from "../lib/locale.ts";
import type { Money } from "../lib/money.ts";
import type { PaymentMethod } from "./order.ts";

/**
 * The *recibo de pago* as it was handed out, kept as JSON beside the payment. Instants are UTC milliseconds; a text that nobody
 * gave is "".
 */
export interface PaymentReceipt {
  receiptVersion: 1;
  locale: Locale;
  /** IANA name, of the branch. */
  timeZone: string;
  /** Order number, `S01-000052`. */
  number: string;
  paidAt: number;
  takenBy: string;
  shop: ReceiptShop;
  client: ReceiptClient;
  device: ReceiptDevice;
  kind: "payment" | "deposit" | "refund";
  method: PaymentMethod;
  note: string;
  /** Negative for money that went back. */
  amount: Money;
  /** What was billed and what was paid up to this payment, itself included. */
  billed: Money;
  paid: Money;
  /** Notes and coins that were given for it, and what went back. */
  cash?: { received: Money; change: Money };
}

/** What somebody said of the notes and coins; minor units of the order's currency. */
export interface CashHandedOver {
  receivedMinor: number;
  changeMinor: number;
}
