import { z } from "zod";
import { cursorParam, line, requiredLine, tick, version } from "../lib/form.ts";
import { countedMoney, optionalMoney, positiveMoney } from "../lib/money_form.ts";
import { PAYMENT_METHODS, type PaymentMethod } from "../orders/order.ts";
import { type Bills, facesOf, sumOfBills } from "./bills.ts";
import type { MethodSums } from "./session.ts";

const formKey = z.uuid({ error: "invalid" });
const tillId = z.string({ error: "required" }).min(1, { error: "required" }).max(40, { error: "invalid" });

export function openingInput(currency: string) {
  return z.object({ till_id: tillId, float: countedMoney(currency), form_key: formKey });
}
export type OpeningInput = z.output<ReturnType<typeof openingInput>>;

/** The same inside a payment's form, where it may be left blank. */
export function openingPart(currency: string) {
  return z.object({
    till_id: line(40).default(""),
    float: optionalMoney(currency),
    form_key: formKey.optional(),
  }).optional().transform((typed): OpeningInput | null => {
    if (!typed || typed.float === null || !typed.form_key) return null;
    return { till_id: typed.till_id, float: typed.float, form_key: typed.form_key };
  });
}

export function movementInput(currency: string) {
  return z.object({
    direction: z.enum(["in", "out"], { error: "required" }),
    amount: positiveMoney(currency),
    reason: requiredLine(200),
    form_key: formKey,
  });
}
export type MovementInput = z.output<ReturnType<typeof movementInput>>;

export interface CountInput {
  form_key: string;
  /** Of every method that a figure was given for. */
  counted: MethodSums;
  bills: Bills;
  /** Why somebody else closes the till, "" for its own user. */
  reason: string;
}

/** What was counted by method; cash may come as pieces (`bills.b2000000` = 3) instead of a sum. */
export function countInput(currency: string) {
  const amounts = z.object(
    {
      cash: optionalMoney(currency),
      transfer: optionalMoney(currency),
      card: optionalMoney(currency),
      mercado_pago: optionalMoney(currency),
      other: optionalMoney(currency),
    } satisfies Record<PaymentMethod, z.ZodType>,
  );
  return z.object({
    counted: amounts,
    bills: z.record(z.string(), pieces).default({}).transform((typed) => knownBills(typed, currency)),
    reason: line(300).default(""),
    form_key: formKey,
  }).transform(({ counted, bills, ...rest }, issues): CountInput => {
    const sums = sumsCounted(counted, bills);
    if (sums) return { ...rest, bills, counted: sums };
    issues.addIssue({ code: "custom", message: "bills_differ", path: ["counted", "cash"] });
    return z.NEVER;
  });
}

/** What was counted by method, cash by its pieces where no sum was given; null where the two differ. */
export function sumsCounted(counted: Record<PaymentMethod, number | null>, bills: Bills): MethodSums | null {
  const sum = Object.keys(bills).length > 0 ? sumOfBills(bills) : null;
  if (sum !== null && counted.cash !== null && counted.cash !== sum) return null;
  return given({ ...counted, cash: counted.cash ?? sum });
}

export const closingInput = z.object({
  /** The count that the form was made from. */
  count: z.uuid({ error: "invalid" }),
  note: line(500).default(""),
});
export type ClosingInput = z.output<typeof closingInput>;

export const printInput = z.object({ form_key: formKey });

const tillInput = z.object({
  name: requiredLine(40),
  printer_id: z.string().max(40).optional().transform((id) => id || null),
});
export const newTillInput = tillInput.extend({
  branch_id: z.string({ error: "required" }).max(40),
  form_key: formKey,
});
export type NewTill = z.output<typeof newTillInput>;
export const tillEdit = tillInput.extend({ active: tick, version });
export type TillEdit = z.output<typeof tillEdit>;

/** What the list of sessions shows; what does not fit counts as absent. */
export const sessionFilter = z.object({
  sucursal: z.string().max(40).catch(""),
  persona: z.string().max(40).catch(""),
  desde: cursorParam,
});
export type SessionFilter = z.output<typeof sessionFilter>;

/** Calendar days, both included; what is missing or unknown falls back to this month and to every branch. */
export const figuresFilter = z.object({
  desde: z.iso.date().nullable().default(null).catch(null),
  hasta: z.iso.date().nullable().default(null).catch(null),
  sucursal: z.string().max(40).default("").catch(""),
});
export type FiguresFilter = z.output<typeof figuresFilter>;

/** Blank is none. */
const pieces = z.string().trim().regex(/^\d{0,6}$/, { error: "whole_number" }).transform(Number);

function knownBills(typed: Record<string, number>, currency: string): Bills {
  const entries = facesOf(currency).map((face) => [String(face), typed[`b${face}`] ?? 0] as const);
  return Object.fromEntries(entries.filter(([, count]) => count > 0));
}

function given(counted: Record<PaymentMethod, number | null>): MethodSums {
  const sums: MethodSums = {};
  for (const method of PAYMENT_METHODS) {
    const minor = counted[method];
    if (minor !== null) sums[method] = minor;
  }
  return sums;
}
