import { z } from "zod";
import { Id, Instant, instant, Money, money } from "../api/shapes.ts";
import { NotifyIn, OrderNumber } from "../orders/json.ts";
import { PAYMENT_METHODS } from "../orders/order.ts";
import { line, requiredLine } from "../lib/form.ts";
import { PAYMENT_KINDS } from "./payment.ts";
import type { PaymentRow } from "./queries.ts";

const Method = z.enum(PAYMENT_METHODS, { error: "required" });
export const Payment = z.object({
  id: Id,
  order_number: OrderNumber,
  client: z.object({ id: Id, name: z.string() }),
  kind: z.enum(PAYMENT_KINDS),
  method: z.enum(PAYMENT_METHODS),
  amount: Money.meta({ description: "Negative for a refund" }),
  note: z.string(),
  recorded_by: z.string(),
  till: z.string().nullable().meta({ description: "At which it was taken, null where none was open" }),
  at: Instant,
}).meta({ id: "Payment", description: "An entry of an order's ledger, which never changes" });

export function paymentTold(row: PaymentRow): z.input<typeof Payment> {
  const { id, number, clientId, client, kind, method, amountMinor, currency, note, by, till, at } = row;
  return {
    id,
    order_number: number,
    client: { id: clientId, name: client },
    kind,
    method,
    amount: money(amountMinor, currency),
    note,
    recorded_by: by,
    till,
    at: instant(at),
  };
}

export const NewPayment = z.object({
  order_number: OrderNumber,
  kind: z.enum(["payment", "deposit"], { error: "invalid" }).default("payment"),
  method: Method,
  amount: Money,
  note: line(200).default(""),
  advance: z.boolean({ error: "invalid" }).default(false).meta({
    description: "Take more than is owed, as a credit for what will be billed",
  }),
  notify: NotifyIn,
});

export const NewRefund = z.object({
  order_number: OrderNumber,
  method: Method,
  reason: requiredLine(200),
  amount: Money.optional(),
  charge_ids: z.array(z.uuid({ error: "invalid" })).min(1, { error: "no_lines" }).max(60, {
    error: "too_long",
  })
    .optional().meta({ description: "Charges whose money goes back, which takes them off the bill" }),
}).superRefine(({ amount, charge_ids }, issues) => {
  if ((amount === undefined) !== (charge_ids === undefined)) return;
  issues.addIssue({ code: "custom", path: ["amount"], message: "amount_or_charges" });
});
