import { sql } from "kysely";
import { firstContact } from "../clients/queries.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { unindexed } from "../db/unindexed.ts";
import { enteredBy } from "../gateways/gateway.ts";
import { notFound } from "../lib/app_error.ts";
import { exactMinor } from "../lib/money.ts";
import { readBalance } from "../orders/balance.ts";
import { rowsOfFound } from "../orders/found.ts";
import type { PaymentMethod } from "../orders/order.ts";
import type { OrderStatus } from "../orders/status.ts";
import type { Account, PaymentKind } from "./payment.ts";

export interface PaymentRow {
  id: string;
  number: string;
  clientId: string;
  client: string;
  kind: PaymentKind;
  method: PaymentMethod;
  /** Negative for a refund. */
  amountMinor: number;
  currency: string;
  note: string;
  by: string;
  till: string | null;
  at: number;
}

export const PAYMENT_SORTS = ["latest", "oldest"] as const;

export interface PaymentFilter {
  /** Words of their orders; the newest orders come first then, each with its last entry first. */
  q?: string;
  /** Of one order. */
  number?: string;
  branchId?: string;
  kind?: PaymentKind;
  method?: PaymentMethod;
  /** UTC milliseconds; `until` is not included. */
  since?: number;
  until?: number;
  /** The latest first where it is left out. */
  sort?: (typeof PAYMENT_SORTS)[number];
  /** The last entry of the page before; of a search, `at` is the `seq` of its order. */
  after: { at: number; id: string } | null;
}

/** Entries of all ledgers. */
export async function listPayments(
  ctx: Ctx,
  filter: PaymentFilter,
  limit: number,
): Promise<{ rows: PaymentRow[]; next: PaymentFilter["after"] }> {
  const { q = "", after } = filter;
  const enough = limit + 1;
  const sought = q.trim() !== "";
  const found = sought
    ? await rowsOfFound(
      ctx,
      { text: q, upTo: after?.at, enough },
      (orderIds, wanted) => paymentList(ctx.db, filter, orderIds).limit(wanted).execute(),
    )
    : await paymentList(ctx.db, filter).limit(enough).execute();
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return { rows, next: last ? { at: sought ? last.seq : last.at, id: last.id } : null };
}

/** The query of a page, of a search for those of the orders found; for the planner's test too. */
export function paymentList(db: Db, filter: PaymentFilter, orderIds: readonly string[] | null = null) {
  const { number, branchId, kind, method, since, until, sort = "latest", after } = filter;
  const payments = paymentRows(db).select("order.seq")
    .$if(number !== undefined, (query) => query.where("order.number", "=", number ?? ""))
    .$if(branchId !== undefined, (query) => query.where(unindexed("order.branch_id"), "=", branchId ?? ""))
    .$if(kind !== undefined, (query) => query.where("payment.kind", "=", kind ?? "payment"))
    .$if(method !== undefined, (query) => query.where("payment.method", "=", method ?? "cash"))
    .$if(since !== undefined, (query) => query.where("payment.at", ">=", since ?? 0))
    .$if(until !== undefined, (query) => query.where("payment.at", "<", until ?? 0));
  if (orderIds !== null) {
    return payments.where("payment.order_id", "in", orderIds)
      .$if(
        after !== null,
        (query) => query.where(sql<boolean>`("order".seq, payment.id) < (${after?.at}, ${after?.id})`),
      )
      .orderBy("order.seq", "desc").orderBy("payment.id", "desc");
  }
  const direction = sort === "latest" ? "desc" : "asc";
  const beyond = sort === "latest" ? sql`<` : sql`>`;
  return payments
    .$if(after !== null, (query) =>
      query.where("payment.at", sort === "latest" ? "<=" : ">=", after?.at ?? 0)
        .where(sql<boolean>`(payment.at, payment.id) ${beyond} (${after?.at}, ${after?.id})`))
    .orderBy("payment.at", direction).orderBy("payment.id", direction);
}

/** @throws AppError not_found */
export async function getPayment(ctx: Ctx, id: string): Promise<PaymentRow> {
  const payment = await paymentRows(ctx.db).where("payment.id", "=", id).executeTakeFirst();
  if (!payment) throw notFound();
  return payment;
}

/** The ledgers of the orders of these numbers, the latest entry first. */
export async function paymentsOfOrders({ db }: Ctx, numbers: readonly string[]): Promise<PaymentRow[]> {
  return await paymentRows(db).where("order.number", "in", numbers)
    .orderBy("payment.at", "desc").orderBy("payment.id", "desc").execute();
}

/** Those of these ids, in the order in which they were entered. */
export async function paymentsWithIds({ db }: Ctx, ids: readonly string[]): Promise<PaymentRow[]> {
  return await paymentRows(db).where("payment.id", "in", ids).orderBy("payment.id").execute();
}

function paymentRows(db: Db) {
  return db.selectFrom("payment").innerJoin("order", "order.id", "payment.order_id")
    .innerJoin("client", "client.id", "order.client_id").innerJoin("user", "user.id", "payment.recorded_by")
    .leftJoin("cash_session", "cash_session.id", "payment.cash_session_id")
    .leftJoin("till", "till.id", "cash_session.till_id")
    .select(["payment.id", "order.number", "client.id as clientId", "client.name as client"])
    .select(["payment.kind", "payment.method", "payment.amount_minor as amountMinor", "payment.currency"])
    .select(["payment.note", "user.name as by", "till.name as till", "payment.at"]);
}

export interface TakenPayment {
  number: string;
  currency: string;
  status: OrderStatus;
  client: { id: string; name: string };
  /** Of one form: one, or two that were paid in different ways. */
  entries: TakenEntry[];
  /** What the order still owes. */
  balanceMinor: number;
}

export interface TakenEntry {
  id: string;
  kind: PaymentKind;
  method: PaymentMethod;
  amountMinor: number;
  note: string;
  at: number;
  by: string;
  till: string | null;
  cash: { receivedMinor: number; changeMinor: number } | null;
}

/** An entry of an order's ledger with what was entered by the same form. @throws AppError not_found */
export async function takenPayment(ctx: Ctx, number: string, id: string): Promise<TakenPayment> {
  const { db } = ctx;
  const head = await db.selectFrom("payment").innerJoin("order", "order.id", "payment.order_id")
    .innerJoin("client", "client.id", "order.client_id")
    .select(["order.id", "order.number", "order.currency", "order.status", "client.id as client_id"])
    .select(["client.name as client_name", "payment.at", "payment.recorded_by"])
    .where("payment.id", "=", id).where("order.number", "=", number).executeTakeFirst();
  if (!head) throw notFound();
  const [rows, told, { balance }] = await Promise.all([
    db.selectFrom("payment").innerJoin("user", "user.id", "payment.recorded_by")
      .leftJoin("cash_session", "cash_session.id", "payment.cash_session_id")
      .leftJoin("till", "till.id", "cash_session.till_id")
      .select(["payment.id", "payment.kind", "payment.method", "payment.amount_minor as amountMinor"])
      .select(["payment.note", "payment.at", "user.name as user", "till.name as till"])
      .select("payment.gateway")
      .where("payment.order_id", "=", head.id).where("payment.at", "=", head.at)
      .where("payment.recorded_by", "=", head.recorded_by).orderBy("payment.id").execute(),
    cashFacts(db, { orderId: head.id, at: head.at }),
    readBalance(db, head.id),
  ]);
  const entries = rows.map(({ user, gateway, ...row }) => ({
    ...row,
    by: enteredBy({ user, gateway }),
    cash: told.get(row.id) ?? null,
  }));
  return {
    number: head.number,
    currency: head.currency,
    status: head.status,
    client: { id: head.client_id, name: head.client_name },
    entries: entries.sort((a, b) => Number(b.id === id) - Number(a.id === id)),
    balanceMinor: balance,
  };
}

async function cashFacts(
  db: Db,
  { orderId, at }: { orderId: string; at: number },
): Promise<Map<string, NonNullable<TakenEntry["cash"]>>> {
  const events = await db.selectFrom("order_event").select("data_json").where("order_id", "=", orderId)
    .where("kind", "=", "payment_recorded").where("at", "=", at).execute();
  return new Map(events.flatMap(({ data_json }) => {
    const { payment, received_minor, change_minor } = JSON.parse(data_json);
    return received_minor === undefined
      ? []
      : [[payment, { receivedMinor: received_minor, changeMinor: change_minor }] as const];
  }));
}

/** An order whose account is not level. */
export interface OpenAccount {
  number: string;
  status: OrderStatus;
  currency: string;
  brand: string;
  model: string;
  charged: number;
  paid: number;
  balance: number;
  receivedAt: number;
}

export interface ClientAccount {
  /** Oldest first. */
  orders: OpenAccount[];
  /** One for each currency: what is owed over all, and what the shop owes. */
  totals: { currency: string; owed: number; credit: number }[];
}

/** What a client owes, order by order and in all; a closed order with authorised debt as well as an open one. */
export async function clientAccount(ctx: Ctx, clientId: string): Promise<ClientAccount> {
  const orders = await accountQuery(ctx.db, clientId).execute();
  const totals = new Map<string, { currency: string; owed: number; credit: number }>();
  for (const { currency, balance } of orders) {
    const total = totals.get(currency) ?? { currency, owed: 0, credit: 0 };
    totals.set(currency, {
      currency,
      owed: total.owed + Math.max(0, balance),
      credit: total.credit + Math.max(0, -balance),
    });
  }
  return { orders, totals: [...totals.values()] };
}

export function accountQuery(db: Db, clientId: string) {
  return db.selectFrom("order").innerJoin("order_balance", "order_balance.order_id", "order.id")
    .innerJoin("device", "device.id", "order.device_id")
    .select(["order.number", "order.status", "order.currency", "device.brand", "device.model"])
    .select(["order_balance.charged_minor as charged", "order_balance.paid_minor as paid"])
    .select(["order_balance.balance_minor as balance", "order.received_at as receivedAt"])
    .where("order.client_id", "=", clientId).where("order_balance.balance_minor", "!=", 0)
    .orderBy("order.seq");
}

/** How the accounts of a client's orders stand, level or not. */
export async function accountsNow(
  ctx: Ctx,
  clientId: string,
  numbers: readonly string[],
): Promise<(Account & { number: string })[]> {
  if (numbers.length === 0) return [];
  return await ctx.db.selectFrom("order").innerJoin("order_balance", "order_balance.order_id", "order.id")
    .select(["order.number", "order_balance.charged_minor as charged", "order_balance.paid_minor as paid"])
    .where("order.number", "in", numbers).where("order.client_id", "=", clientId).execute();
}

export interface Debtor {
  id: string;
  name: string;
  phone: string | null;
  orders: number;
  /** When the oldest of those orders was closed. */
  since: number;
  owed: number;
}

export interface DebtorFilter {
  currency: string;
  after: { owed: number; id: string } | null;
}

export const DEBTORS_PER_PAGE = 50;

/** What is over and not paid; for one declared abandoned the device answers. */
const INDEBTED = ["delivered", "cancelled"] as const;

/** Who took a device or had an order cancelled with a balance, in one currency; who owes most comes first. */
export async function listDebtors(
  ctx: Ctx,
  filter: DebtorFilter,
  perPage = DEBTORS_PER_PAGE,
): Promise<{ rows: Debtor[]; next: DebtorFilter["after"] }> {
  const found = await debtorQuery(ctx.db, filter).limit(perPage + 1).execute();
  const rows = found.slice(0, perPage)
    .map((row) => ({
      ...row,
      orders: Number(row.orders),
      owed: exactMinor(row.owed),
      since: Number(row.since),
    }));
  const last = rows.at(-1);
  return { rows, next: last && found.length > rows.length ? { owed: last.owed, id: last.id } : null };
}

export function debtorQuery(db: Db, { currency, after }: DebtorFilter) {
  const debts = indebtedQuery(db).where("order.currency", "=", currency)
    .select((q) => [
      "order.client_id",
      q.fn.sum<number>("order_balance.balance_minor").as("owed"),
      q.fn.countAll<number>().as("orders"),
      q.fn.min<number>("order.closed_at").as("since"),
    ])
    .groupBy("order.client_id").as("debt");
  const debtors = db.selectFrom(debts).innerJoin("client", "client.id", "debt.client_id")
    .select(["client.id", "client.name", "debt.owed", "debt.orders", "debt.since"])
    .select((q) => firstContact(q, ["phone", "whatsapp"]).as("phone"));
  const page = after === null
    ? debtors
    : debtors.where(sql<boolean>`(debt.owed, client.id) < (${after.owed}, ${after.id})`);
  return page.orderBy("debt.owed", "desc").orderBy("client.id", "desc");
}

/** The currencies in which somebody owes. */
export async function debtCurrencies(ctx: Ctx): Promise<string[]> {
  const rows = await indebtedQuery(ctx.db).select("order.currency").distinct().execute();
  return rows.map(({ currency }) => currency).sort();
}

/** Orders that are over, with their debts, which are few; SQLite would go through all that are over, were it not for the cross join. */
function indebtedQuery(db: Db) {
  return db.selectFrom("order_balance").crossJoin("order").whereRef("order.id", "=", "order_balance.order_id")
    // As the index of debts has it, word for word: a parameter would not be known to be above zero.
    .where(sql<boolean>`order_balance.balance_minor > 0`).where("order.status", "in", INDEBTED);
}
