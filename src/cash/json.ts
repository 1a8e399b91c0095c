import { z } from "zod";
import { Id, Instant, instant, instantOrNull, minorOf, Money, money } from "../api/shapes.ts";
import { invalid } from "../lib/app_error.ts";
import { line, requiredLine } from "../lib/form.ts";
import { OrderNumber } from "../orders/json.ts";
import { PAYMENT_METHODS, type PaymentMethod } from "../orders/order.ts";
import { PAYMENT_KINDS } from "../payments/payment.ts";
import { type Bills, facesOf } from "./bills.ts";
import { type CountInput, type MovementInput, sumsCounted } from "./input.ts";
import type { SessionEntry, SessionHead, SessionPage } from "./queries.ts";

export const CashSessionSummary = z.object({
  id: Id,
  till: z.string(),
  branch_id: Id,
  user: z.object({ id: Id, name: z.string() }).meta({ description: "Who keeps it" }),
  currency: z.string(),
  float: Money.meta({ description: "Cash that lay in it at its opening" }),
  opened_at: Instant,
  closed_at: Instant.nullable(),
  closed_by: z.string().nullable().meta({ description: "Where that was not its keeper" }),
  difference: Money.nullable().meta({ description: "Positive for more than there should have been" }),
  note: z.string(),
  close_reason: z.string(),
}).meta({ id: "CashSessionSummary", description: "A till from its opening to its counted closing" });

export function sessionSummary(head: SessionHead): z.input<typeof CashSessionSummary> {
  const { id, till, branchId, user, currency, floatMinor, differenceMinor, note, closeReason } = head;
  return {
    id,
    till,
    branch_id: branchId,
    user: { id: user.id, name: user.name },
    currency,
    float: money(floatMinor, currency),
    opened_at: instant(head.openedAt),
    closed_at: instantOrNull(head.closedAt),
    closed_by: head.closedBy,
    difference: differenceMinor === null ? null : money(differenceMinor, currency),
    note,
    close_reason: closeReason,
  };
}

const Pieces = z.int({ error: "whole_number" }).min(1, { error: "too_small" }).max(999_999, {
  error: "too_big",
});

export const CashSession = CashSessionSummary.extend({
  counts: z.array(z.object({
    id: Id,
    at: Instant,
    by: z.string(),
    lines: z.array(z.object({
      method: z.enum(PAYMENT_METHODS),
      expected: Money,
      counted: Money,
      difference: Money,
    })),
    bills: z.array(z.object({ face: Money, pieces: Pieces })),
  })).meta({ description: "Oldest first; the last one closed it" }),
}).meta({ id: "CashSession" });

export function sessionTold(session: SessionPage): z.input<typeof CashSession> {
  const { currency } = session;
  const counts = session.counts.map(({ id, at, by, lines, bills }) => ({
    id,
    at: instant(at),
    by,
    lines: lines.map(({ method, expected, counted, difference }) => ({
      method,
      expected: money(expected, currency),
      counted: money(counted, currency),
      difference: money(difference, currency),
    })),
    bills: Object.entries(bills).map(([face, pieces]) => ({ face: money(Number(face), currency), pieces })),
  }));
  return { ...sessionSummary(session), counts };
}

export const CashEntry = z.object({
  id: Id,
  kind: z.enum([...PAYMENT_KINDS, "movement"]),
  method: z.enum(PAYMENT_METHODS),
  amount: Money.meta({ description: "Negative for what went out" }),
  note: z.string().meta({ description: "Of a movement its reason" }),
  order_number: OrderNumber.nullable(),
  client: z.string().nullable(),
  at: Instant,
}).meta({ id: "CashEntry", description: "A payment, a refund, or cash in or out for no order" });

export function entryTold(
  { id, kind, method, minor, note, order, at }: SessionEntry,
  currency: string,
): z.input<typeof CashEntry> {
  return {
    id,
    kind,
    method,
    amount: money(minor, currency),
    note,
    order_number: order?.number ?? null,
    client: order?.client ?? null,
    at: instant(at),
  };
}

export const OpeningIn = z.object({
  till_id: z.uuid({ error: "required" }),
  float: Money.meta({ description: "Cash that lies in it" }),
});

export const MovementIn = z.object({
  direction: z.enum(["in", "out"], { error: "required" }),
  amount: Money,
  reason: requiredLine(200),
});

/** @throws AppError invalid for another currency, or nothing */
export function movementFrom(
  { amount, ...rest }: z.output<typeof MovementIn>,
  { of, key }: { of: string; key: string },
): MovementInput {
  return { ...rest, amount: minorOf(amount, { of, field: "amount", least: 1 }), form_key: key };
}

export const CountIn = z.object({
  counted: z.object(
    {
      cash: Money.optional(),
      transfer: Money.optional(),
      card: Money.optional(),
      mercado_pago: Money.optional(),
      other: Money.optional(),
    } satisfies Record<PaymentMethod, z.ZodType>,
  ),
  bills: z.array(z.object({ face: Money, pieces: Pieces })).max(30, { error: "too_long" }).default([]).meta({
    description: "Cash by its notes and coins, instead of a sum or beside it",
  }),
  reason: line(300).default("").meta({ description: "Why somebody else counts, where that is so" }),
});

/** @throws AppError invalid for another currency, for a face that there is not, or pieces that make another sum */
export function countFrom(
  { counted, bills, reason }: z.output<typeof CountIn>,
  { of, key }: { of: string; key: string },
): CountInput {
  const minor = (method: PaymentMethod) => {
    const given = counted[method];
    return given === undefined ? null : minorOf(given, { of, field: `counted.${method}` });
  };
  const sums: Record<PaymentMethod, number | null> = {
    cash: minor("cash"),
    transfer: minor("transfer"),
    card: minor("card"),
    mercado_pago: minor("mercado_pago"),
    other: minor("other"),
  };
  const pieces = billsFrom(bills, of);
  const known = sumsCounted(sums, pieces);
  if (!known) throw invalid({ "counted.cash": { code: "bills_differ" } });
  return { form_key: key, counted: known, bills: pieces, reason };
}

function billsFrom(bills: z.output<typeof CountIn>["bills"], of: string): Bills {
  const faces = facesOf(of);
  const known: Bills = {};
  for (const [at, { face, pieces }] of bills.entries()) {
    const minor = minorOf(face, { of, field: `bills.${at}.face` });
    if (!faces.includes(minor)) throw invalid({ [`bills.${at}.face.amount_minor`]: { code: "invalid" } });
    known[minor] = (known[minor] ?? 0) + pieces;
  }
  return known;
}

export const ClosingIn = z.object({
  count_id: z.uuid({ error: "required" }).meta({ description: "The last count, which it closes by" }),
  note: line(500).default("").meta({ description: "Needed where there is a difference" }),
});
