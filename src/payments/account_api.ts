import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id, minorOf, Money, money } from "../api/shapes.ts";
import { getClient } from "../clients/queries.ts";
import type { Ctx } from "../context.ts";
import { type FieldErrors, invalid } from "../lib/app_error.ts";
import { line } from "../lib/form.ts";
import { NotifyIn, OrderNumber, Status } from "../orders/json.ts";
import { PAYMENT_METHODS } from "../orders/order.ts";
import { paths } from "../paths.ts";
import { payAccount } from "./account_commands.ts";
import { MOST_SHARES, type Share } from "./input.ts";
import { Payment, paymentTold } from "./json.ts";
import { clientAccount, paymentsWithIds } from "./queries.ts";

const tag = "payments";
const params = z.object({ id: Id });

const AccountLine = z.object({
  order_number: OrderNumber,
  status: Status,
  device: z.string(),
  charged: Money,
  paid: Money,
  balance: Money.meta({ description: "Negative for a credit" }),
}).meta({ id: "AccountLine" });

const AccountPaymentIn = z.object({
  amount: Money,
  method: z.enum(PAYMENT_METHODS, { error: "required" }),
  note: line(200).default(""),
  shares: z.array(z.object({ order_number: OrderNumber, amount: Money })).max(MOST_SHARES, {
    error: "too_long",
  }).default([]).meta({ description: "What each order gets; oldest first without any" }),
  notify: NotifyIn,
});

/** What a client owes over all of their orders. */
export const accountOperations: readonly Operation[] = [
  operation({
    id: "getClientAccount",
    method: "get",
    path: paths.apiClientAccount("{id}"),
    tag,
    scope: "payments:read",
    summary: "List the orders of a client whose accounts are not level",
    params,
    answer: { text: "All of them, oldest first", schema: z.array(AccountLine) },
    async handle(ctx, { params: { id } }) {
      await getClient(ctx, id);
      const { orders } = await clientAccount(ctx, id);
      return {
        body: orders.map(({ number, status, currency, brand, model, charged, paid, balance }) => ({
          order_number: number,
          status,
          device: [brand, model].filter((part) => part !== "").join(" "),
          charged: money(charged, currency),
          paid: money(paid, currency),
          balance: money(balance, currency),
        })),
      };
    },
  }),
  operation({
    id: "payClientAccount",
    method: "post",
    path: paths.apiClientPayment("{id}"),
    tag,
    scope: "payments:write",
    summary: "Enter one payment of a client over several orders",
    description: "An entry and a receipt for each of them.",
    params,
    body: AccountPaymentIn,
    example: { amount: { amount_minor: 1_250_000, currency: "ARS" }, method: "transfer" },
    statuses: [201],
    answer: { text: "The entries", schema: z.array(Payment) },
    async handle(ctx, { params: { id }, body }) {
      const { amount: { currency }, method, note, notify } = body;
      const amount = minorOf(body.amount, { of: currency, field: "amount", least: 1 });
      const shares = await sharesOf(ctx, id, body);
      const typed = body.shares.length > 0;
      const at = { received: null, opening: null };
      await payAccount(ctx, id, { ...at, amount, method, note, silent: !notify, shares, currency, typed });
      return { body: (await paymentsWithIds(ctx, shares.map(({ id }) => id))).map(paymentTold) };
    },
  }),
];

/** The orders that get something, as their accounts stand. @throws AppError not_found, invalid */
async function sharesOf(
  ctx: Ctx,
  clientId: string,
  { amount: { currency: of }, shares }: z.output<typeof AccountPaymentIn>,
): Promise<Share[]> {
  await getClient(ctx, clientId);
  const { orders } = await clientAccount(ctx, clientId);
  const owed = orders.filter(({ currency, balance }) => currency === of && balance > 0);
  const wrong: FieldErrors = {};
  const wished = shares.map(({ order_number, amount }, at) => {
    const twice = shares.findIndex((one) => one.order_number === order_number) < at;
    const known = owed.some(({ number }) => number === order_number);
    if (twice || !known) {
      wrong[`shares.${at}.order_number`] = { code: twice ? "repeated" : "nothing_owed" };
    }
    return { number: order_number, minor: minorOf(amount, { of, field: `shares.${at}.amount`, least: 1 }) };
  });
  if (owed.length === 0) wrong.amount = { code: "nothing_owed" };
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  const chosen = wished.length > 0 ? wished.map(({ number }) => number) : owed.map(({ number }) => number);
  return owed.filter(({ number }) => chosen.includes(number)).slice(0, MOST_SHARES)
    .map(({ number, charged, paid }) => ({
      order: number,
      id: ctx.random.id(ctx.now),
      amountMinor: wished.find((one) => one.number === number)?.minor ?? null,
      seen: { charged, paid },
    }));
}
