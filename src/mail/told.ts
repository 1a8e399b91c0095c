import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import { formatDate, formatDateTime } from "../lib/dates.ts";
import type { Locale } from "../lib/locale.ts";
import { exactMinor, formatMoney } from "../lib/money.ts";
import type { OrderStatus } from "../orders/status.ts";
import { mailedQuote } from "../quotes/mailed.ts";
import { trackingUrl } from "../tracking/queries.ts";
import { warrantyOfOrder } from "../warranties/queries.ts";
import { DAY } from "../pickups/notice.ts";
import { lookOf } from "./look.ts";
import type { Reach } from "./plan.ts";
import { readReach } from "./reach.ts";
import type { MessageFacts, MessageOrder, MessagePickup } from "./message.ts";

/** In minor units of the order's currency, on a page of ours. */
export interface Paying {
  amountMinor: number;
  url: string;
}

/** An order with the client who is told of it. */
export interface ToldOrder {
  id: string;
  /** The offer that the mail is about. */
  quoteId?: string;
  /** What it asks to be paid. */
  paying?: Paying;
  /** What it confirms as paid, in minor units of the order's currency. */
  paidMinor?: number;
  number: string;
  branch_id: string;
  client_id: string;
  client: string;
  locale: Locale;
  reach: Reach;
  brand: string;
  model: string;
  fault: string;
  promised_at: number | null;
  status: OrderStatus;
  status_since: number;
  currency: string;
  /** Minor units; null before anything was charged or paid. */
  balance_minor: number | null;
}

export type Told = readonly [ToldOrder, ...ToldOrder[]];

/** @throws AppError not_found */
export async function readTold(trx: Db, orderId: string): Promise<ToldOrder> {
  const order = await trx.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .leftJoin("order_balance", "order_balance.order_id", "order.id")
    .select([
      "order.id",
      "order.number",
      "order.branch_id",
      "order.client_id",
      "order.fault",
      "order.promised_at",
      "order.status",
      "order.status_since",
      "order.currency",
      "order_balance.balance_minor",
      "client.name as client",
      "client.locale",
      "device.brand",
      "device.model",
    ])
    .where("order.id", "=", orderId).executeTakeFirst();
  if (!order) throw notFound();
  return { ...order, reach: await readReach(trx, order.client_id) };
}

/** What a mail says about the orders; `documents` and `note` as in `MessageFacts`. */
export async function factsOf(
  trx: Db,
  ctx: Ctx,
  { orders: [first, ...others], documents, note }: {
    orders: Told;
    documents: readonly string[];
    note: string;
  },
): Promise<MessageFacts> {
  const orders: [MessageOrder, ...MessageOrder[]] = [await orderFacts(trx, ctx, first)];
  for (const order of others) orders.push(await orderFacts(trx, ctx, order));
  const look = await lookOf(trx, ctx, { locale: first.locale, branchId: first.branch_id });
  return { ...look, client: first.client, orders, documents, note };
}

async function orderFacts(trx: Db, ctx: Ctx, order: ToldOrder): Promise<MessageOrder> {
  const { timeZone } = branchOf(ctx.shop, order.branch_id);
  const { number, brand, model, fault, promised_at, locale, quoteId, status } = order;
  const warranty = status === "delivered" ? await warrantyOfOrder(trx, order.id) : undefined;
  return {
    number,
    device: [brand, model].filter((part) => part !== "").join(" "),
    fault,
    promised: promised_at === null ? "" : formatDateTime(promised_at, { locale, timeZone }),
    trackingUrl: await trackingUrl(trx, ctx, order.id),
    quote: quoteId ? await mailedQuote(trx, ctx, quoteId) : null,
    pickup: order.status === "ready" ? pickupFacts(ctx, order) : null,
    paying: order.paying
      ? { amount: formatMoney(order.paying.amountMinor, order.currency, locale), url: order.paying.url }
      : null,
    paid: order.paidMinor === undefined
      ? null
      : { amount: formatMoney(order.paidMinor, order.currency, locale), balance: leftToPay(order) },
    status,
    warranty: warranty ? { ends: formatDate(warranty.endsAt, { locale, timeZone }) } : null,
  };
}

function pickupFacts(ctx: Ctx, order: ToldOrder): MessagePickup {
  const { locale, status_since } = order;
  const reading = { locale, timeZone: branchOf(ctx.shop, order.branch_id).timeZone };
  const ends = status_since + ctx.shop.settings.abandonment_days * DAY;
  return {
    readySince: formatDate(status_since, reading),
    balance: leftToPay(order),
    termEnds: formatDate(ends, reading),
    termOver: ends <= ctx.now,
  };
}

function leftToPay({ balance_minor, currency, locale }: ToldOrder): string {
  const balance = exactMinor(balance_minor ?? 0);
  return balance > 0 ? formatMoney(balance, currency, locale) : "";
}
