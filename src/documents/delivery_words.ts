import { formatDate } from "../lib/dates.ts";
import { formatMoney, type Money } from "../lib/money.ts";
import type { DeliveryReceipt } from "../orders/delivery_receipt.ts";
import type { Setting } from "./sheet.ts";

/** One line of the account: what, and how much. */
export interface AccountLine {
  label: string;
  amount: string;
  strong?: boolean;
}

export type Wording = Pick<Setting, "words" | "reading">;

export function accountLines(setting: Wording, receipt: DeliveryReceipt): AccountLine[] {
  const { words, reading } = setting;
  const { charges, payments, total, paid, balance } = receipt;
  const money = (amount: Money) => formatMoney(amount.minor, amount.currency, reading.locale);
  if (charges.length === 0 && payments.length === 0) return [{ label: words.noCharge, amount: money(total) }];
  return [
    ...charges.map(({ description, amount }) => ({ label: description, amount: money(amount) })),
    { label: words.total, amount: money(total), strong: true },
    ...payments.map(({ kind, method, at, amount }) => ({
      label: `${words.paymentKinds[kind]} · ${words.methods[method]} · ${formatDate(at, reading)}`,
      amount: money(amount),
    })),
    { label: words.paid, amount: money(paid), strong: true },
    balance.minor === 0
      ? { label: words.settled, amount: "", strong: true }
      : balance.minor > 0
      ? { label: words.balance, amount: money(balance), strong: true }
      : { label: words.credit, amount: money({ ...balance, minor: -balance.minor }), strong: true },
  ];
}

/** `Caja (se la quedó el taller)`, "" when everything went back. */
export function notReturnedWords({ notReturned = [] }: DeliveryReceipt): string {
  return notReturned.map(({ description, reason }) => `${description} (${reason})`).join(", ");
}

export function warrantyWords({ words, reading }: Wording, { warranty }: DeliveryReceipt): string {
  if (!warranty) return words.noWarranty;
  return words.warrantyUntil(formatDate(warranty.endsAt, reading), warranty.days);
}
