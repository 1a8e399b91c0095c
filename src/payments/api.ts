import { z } from "zod";
import { cursorKey, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, InstantIn, minorOf, type Money, PAGE, Search } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { drawn } from "../documents/pdf.ts";
import { invalid } from "../lib/app_error.ts";
import { OrderNumber } from "../orders/json.ts";
import { PAYMENT_METHODS } from "../orders/order.ts";
import { orderDocument } from "../orders/papers.ts";
import { readOrder } from "../orders/queries.ts";
import { THEIR_ORDER } from "../orders/order_expansion.ts";
import { paths } from "../paths.ts";
import { recordPayment, recordRefund } from "./commands.ts";
import { NewPayment, NewRefund, Payment, paymentTold } from "./json.ts";
import { PAYMENT_KINDS } from "./payment.ts";
import { getPayment, listPayments, PAYMENT_SORTS } from "./queries.ts";

const tag = "payments";
const params = z.object({ id: Id });

export const paymentOperations: readonly Operation[] = [
  operation({
    id: "listPayments",
    method: "get",
    path: paths.apiPayments(),
    tag,
    scope: "payments:read",
    summary: "List payments and refunds",
    query: z.object({
      ...PAGE,
      q: Search.meta({
        description:
          "Words of their orders (number, client, phone, device, fault), accents and case aside; " +
          "the newest orders first",
      }),
      order_number: OrderNumber.optional(),
      branch_id: Id.optional(),
      kind: z.enum(PAYMENT_KINDS, { error: "invalid" }).optional(),
      method: z.enum(PAYMENT_METHODS, { error: "invalid" }).optional(),
      since: InstantIn.optional().meta({ description: "Taken then or later" }),
      until: InstantIn.optional().meta({ description: "Taken before then" }),
      sort: z.enum(PAYMENT_SORTS, { error: "invalid" }).default("latest").meta({
        description: "By when they were taken; goes without `q`",
      }),
    }),
    answer: { text: "One page of payments", schema: z.array(Payment) },
    expand: THEIR_ORDER,
    async handle(ctx, { query: { cursor, limit, order_number: number, branch_id: branchId, ...rest } }) {
      const sought = rest.q.trim() !== "";
      if (sought && rest.sort !== "latest") throw invalid({ sort: { code: "sort_with_search" } });
      const list = sought ? "search" : rest.sort;
      const after = cursorKey(list, cursor);
      const { rows, next } = await listPayments(ctx, { ...rest, number, branchId, after }, limit);
      return { body: rows.map(paymentTold), next: next && cursorText(list, [next.at, next.id]) };
    },
  }),
  operation({
    id: "recordPayment",
    method: "post",
    path: paths.apiPayments(),
    tag,
    scope: "payments:write",
    summary: "Enter what a client paid",
    description:
      "At the till that the user who answers for the token has open, where it has the scope cash:write. At none it takes cash only " +
      "where the branch counts none.",
    body: NewPayment,
    example: {
      order_number: "S01-000052",
      method: "transfer",
      amount: { amount_minor: 1_250_000, currency: "ARS" },
    },
    statuses: [201],
    answer: { text: "The payment", schema: Payment },
    refuses: ["not_found", "conflict"],
    async handle(ctx, { body: { order_number: number, amount, method, notify, ...rest }, key }) {
      const parts = [{ id: key, method, amountMinor: await minorFor(ctx, number, amount) }];
      const payment = { ...rest, ...AT_NO_TILL, parts, received: null, silent: !notify };
      return made(ctx, await recordPayment(ctx, number, payment));
    },
  }),
  operation({
    id: "recordRefund",
    method: "post",
    path: paths.apiRefunds(),
    tag,
    scope: "payments:write",
    summary: "Give money back",
    description: "An amount, or whole charges. Above the shop's limit it needs the scope payments:authorise.",
    body: NewRefund,
    example: {
      order_number: "S01-000052",
      method: "transfer",
      reason: "El cliente pagó dos veces",
      amount: { amount_minor: 250_000, currency: "ARS" },
    },
    statuses: [201],
    answer: { text: "The refund", schema: Payment },
    refuses: ["not_found", "conflict"],
    async handle(ctx, { body: { order_number: number, amount, charge_ids, method, reason }, key }) {
      const what = amount
        ? { by: "amount", amountMinor: await minorFor(ctx, number, amount) } as const
        : { by: "lines", lines: [...new Set(charge_ids)] } as const;
      return made(
        ctx,
        await recordRefund(ctx, number, { ...AT_NO_TILL, form_key: key, method, reason, what }),
      );
    },
  }),
  operation({
    id: "getPayment",
    method: "get",
    path: paths.apiPayment("{id}"),
    tag,
    scope: "payments:read",
    summary: "Read a payment",
    params,
    answer: { text: "The payment", schema: Payment },
    refuses: ["not_found"],
    expand: THEIR_ORDER,
    async handle(ctx, { params: { id } }) {
      return { body: paymentTold(await getPayment(ctx, id)) };
    },
  }),
  operation({
    id: "getPaymentReceipt",
    method: "get",
    path: paths.apiPaymentReceipt("{id}"),
    tag,
    scope: "payments:read",
    summary: "Read the receipt of a payment",
    params,
    query: z.object({
      format: z.enum(["a4", "80mm"], { error: "invalid" }).default("a4").meta({
        description: "Of the paper",
      }),
    }),
    answer: { text: "The receipt as it was handed out", file: ["application/pdf"] },
    refuses: ["not_found"],
    async handle(ctx, { params: { id }, query: { format } }) {
      const { number } = await getPayment(ctx, id);
      const receipt = await orderDocument(ctx, number, { kind: "payment_receipt", paymentId: id });
      const { bytes, fileName } = await drawn(receipt, format);
      return { bytes, type: "application/pdf", name: `${fileName}.pdf` };
    },
  }),
];

/** A program stands at no till, and has seen no account before. */
const AT_NO_TILL = { opening: null, seen: undefined } as const;

async function made(ctx: Ctx, id: string) {
  return { body: paymentTold(await getPayment(ctx, id)), location: paths.apiPayment(id) };
}

/** @throws AppError not_found; invalid in a currency that is not the order's, or less than something */
async function minorFor(ctx: Ctx, number: string, amount: z.output<typeof Money>): Promise<number> {
  const { currency } = await readOrder(ctx, number);
  return minorOf(amount, { of: currency, field: "amount", least: 1 });
}
