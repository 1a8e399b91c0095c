import { z } from "zod";
import { openingPart } from "../cash/input.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import { line, requiredLine, tick } from "../lib/form.ts";
import { optionalMoney, positiveMoney } from "../lib/money_form.ts";
import { PAYMENT_METHODS } from "../orders/order.ts";
import { type Account, cashOf, type PaymentPart } from "./payment.ts";

const formKey = z.uuid({ error: "invalid" });
const sum = z.string().regex(/^-?\d{1,15}$/, { error: "invalid" }).transform(Number);
const method = z.enum(PAYMENT_METHODS, { error: "required" });

/** What the account came to when the form was made. */
export const seenAccount = z.object({ charged: sum, paid: sum }).optional();

export function paymentInput(currency: string) {
  return z.object({
    kind: z.enum(["payment", "deposit"], { error: "invalid" }).default("payment"),
    method,
    amount: positiveMoney(currency),
    second: secondPart(currency),
    /** Cash that the client hands over. */
    received: optionalMoney(currency),
    note: line(200).default(""),
    /** More than is owed, on purpose. */
    advance: tick,
    /** Not mailed this once. */
    silent: tick,
    seen: seenAccount,
    opening: openingPart(currency),
    form_key: formKey,
  }).transform(({ method, amount, second, form_key, ...rest }, issues) => {
    const parts: PaymentPart[] = [{ id: form_key, method, amountMinor: amount }, ...second];
    refuse(issues, changeFields({ parts, received: rest.received }));
    return { ...rest, parts };
  });
}
export type PaymentInput = z.output<ReturnType<typeof paymentInput>>;

/** Of cash that was handed over: enough of it, and only where cash is taken. */
export function changeFields(
  { parts, received }: { parts: readonly PaymentPart[]; received: number | null },
): FieldErrors {
  const cash = cashOf(parts);
  if (received === null) return {};
  if (cash === 0) return { received: { code: "received_no_cash" } };
  return received < cash ? { received: { code: "received_short" } } : {};
}

export function refundInput(currency: string) {
  return z.object({
    by: z.enum(["amount", "lines"], { error: "required" }).default("amount"),
    amount: optionalMoney(currency),
    /** Charges whose money goes back, which takes them off the bill. */
    lines: z.union([z.string(), z.array(z.string())]).default([])
      .transform((lines) => [...new Set([lines].flat().filter((line) => line !== ""))]),
    method,
    reason: requiredLine(200),
    seen: seenAccount,
    opening: openingPart(currency),
    form_key: formKey,
  }).transform(({ by, amount, lines, ...rest }, issues) => {
    if (by === "amount" && !amount) refuse(issues, { amount: { code: amount === 0 ? "money" : "required" } });
    if (by === "lines" && lines.length === 0) refuse(issues, { lines: { code: "no_lines" } });
    const what: RefundOf = by === "lines" ? { by, lines } : { by, amountMinor: amount ?? 0 };
    return { ...rest, what };
  });
}

/** Charges by their ids, or an amount in minor units. */
type RefundOf = { by: "lines"; lines: readonly string[] } | { by: "amount"; amountMinor: number };
export type RefundInput = z.output<ReturnType<typeof refundInput>>;

/** What one order gets of a client's payment. */
export interface Share {
  /** Number of the order. */
  order: string;
  /** Of the entry that it becomes. */
  id: string;
  /** Null when nothing was typed. */
  amountMinor: number | null;
  seen: Account;
}

export const MOST_SHARES = 60;

export function accountPaymentInput(currency: string) {
  const share = z.object({
    order: requiredLine(40),
    form_key: formKey,
    amount: optionalMoney(currency),
    seen: z.object({ charged: sum, paid: sum }),
  }).transform(({ order, form_key: id, amount: amountMinor, seen }): Share => ({
    order,
    id,
    amountMinor,
    seen,
  }));
  return z.object({
    amount: positiveMoney(currency),
    method,
    received: optionalMoney(currency),
    note: line(200).default(""),
    silent: tick,
    shares: z.array(share).min(1, { error: "nothing_owed" }).max(MOST_SHARES, { error: "invalid" }),
    opening: openingPart(currency),
  }).transform((typed, issues) => {
    const { method, amount: amountMinor, received, shares } = typed;
    refuse(issues, changeFields({ parts: [{ id: "", method, amountMinor }], received }));
    return { ...typed, currency, typed: shares.some((one) => one.amountMinor !== null) };
  });
}
export type AccountPaymentInput = z.output<ReturnType<typeof accountPaymentInput>>;

/** A part that is paid in another way; left blank there is none. */
function secondPart(currency: string) {
  return z.object({
    method: z.union([z.literal("").transform(() => null), method]).default(null),
    amount: optionalMoney(currency),
    form_key: formKey.optional(),
  }).optional().transform((typed, issues): PaymentPart[] => {
    if (!typed || !typed.amount || !typed.form_key) return [];
    if (typed.method) return [{ id: typed.form_key, method: typed.method, amountMinor: typed.amount }];
    issues.addIssue({ code: "custom", message: "required", path: ["method"] });
    return z.NEVER;
  });
}

function refuse(issues: z.RefinementCtx, fields: FieldErrors): void {
  for (const [field, { code }] of Object.entries(fields)) {
    issues.addIssue({ code: "custom", message: code, path: field.split(".") });
  }
}
