import { PAYMENT_METHODS, type PaymentMethod } from "../orders/order.ts";

/** When cash may only be taken at an open till: since the branch opened one for the first time, always, never. */
export const CASH_SESSION_RULES = ["once_used", "always", "never"] as const;
export type CashSessionRule = (typeof CASH_SESSION_RULES)[number];

/** Method → minor units of the session's currency. */
export type MethodSums = Partial<Record<PaymentMethod, number>>;

export interface SessionMoney {
  floatMinor: number;
  /** Cash in less cash out, for no order. */
  movedMinor: number;
  /** Payments less refunds. */
  paid: MethodSums;
}

/** What there should be at the end. Cash is always counted, another method when something went by it. */
export function expectedSums({ floatMinor, movedMinor, paid }: SessionMoney): MethodSums {
  return { ...paid, cash: floatMinor + movedMinor + (paid.cash ?? 0) };
}

export interface CountLine {
  method: PaymentMethod;
  expected: number;
  counted: number;
  /** Positive when there is more than there should be. */
  difference: number;
}

export function countLines(expected: MethodSums, counted: MethodSums): CountLine[] {
  return PAYMENT_METHODS.filter((method) => expected[method] !== undefined || counted[method])
    .map((method) => {
      const [should, is] = [expected[method] ?? 0, counted[method] ?? 0];
      return { method, expected: should, counted: is, difference: is - should };
    });
}

export function totalDifference(lines: readonly CountLine[]): number {
  return lines.reduce((total, line) => total + line.difference, 0);
}

export function agrees(lines: readonly CountLine[]): boolean {
  return lines.every((line) => line.difference === 0);
}
