import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, type FieldErrors, invalid, notFound } from "../lib/app_error.ts";
import { type Balance, readBalance } from "../orders/balance.ts";
import { lockOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import { enteredBy, requireSeen } from "./commands.ts";
import { enterMoney, type LedgerEntry } from "./entries.ts";
import type { AccountPaymentInput, Share } from "./input.ts";

/**
 * Enters one payment of a client over several of their orders, an entry and a receipt for each: by the shares that were typed,
 * or oldest first. The same form again changes nothing. Answers how many orders got something. @throws AppError not_found;
 * conflict `account_moved` when an account is not as the form saw it; invalid with the form's fields
 */
export async function payAccount(ctx: Ctx, clientId: string, input: AccountPaymentInput): Promise<number> {
  requirePermission(ctx.actor, "payments.record");
  const { paid, topics } = await ctx.db.transaction().execute(async (trx) => {
    const accounts = await lockAccounts(trx, { clientId, input });
    const entered = await enteredAlready(trx, accounts);
    if (entered > 0) return { paid: entered, topics: [] };
    for (const { balance, share } of accounts) requireSeen(balance, share.seen);
    const entries = shared(accounts, input);
    const { opening, silent } = input;
    const woken = await enterMoney(trx, ctx, { entries, opening, receipts: true, notify: !silent });
    const told = entries.flatMap(({ order }) => topicsOf(order));
    return { paid: entries.length, topics: [...told, ...woken, "jobs" as const] };
  });
  ctx.live.changed(...topics);
  return paid;
}

interface HeldAccount {
  order: OrderRow;
  share: Share;
  balance: Balance;
}

/** Always in the same order, or two payments of one client could wait for each other. */
async function lockAccounts(
  trx: Db,
  { clientId, input }: { clientId: string; input: AccountPaymentInput },
): Promise<HeldAccount[]> {
  const accounts: HeldAccount[] = [];
  for (const share of input.shares.toSorted((a, b) => a.order < b.order ? -1 : 1)) {
    const order = await lockOrder(trx, share.order);
    if (order.client_id !== clientId) throw notFound();
    if (order.currency !== input.currency) throw conflict("account_moved");
    accounts.push({ order, share, balance: await readBalance(trx, order.id) });
  }
  return accounts.sort((a, b) => a.order.seq - b.order.seq);
}

async function enteredAlready(trx: Db, accounts: readonly HeldAccount[]): Promise<number> {
  let entered = 0;
  for (const { order, share } of accounts) if (await enteredBy(trx, order, share.id)) entered++;
  return entered;
}

/** @throws AppError invalid `amount`, `shares.<n>.amount` */
function shared(accounts: readonly HeldAccount[], input: AccountPaymentInput): LedgerEntry[] {
  const { amount, method, note, received } = input;
  const owed = accounts.reduce((sum, { balance }) => sum + Math.max(0, balance.balance), 0);
  if (amount > owed) throw invalid({ amount: { code: owed === 0 ? "nothing_owed" : "more_than_balance" } });
  const parts = input.typed ? typedShares(accounts, input) : oldestFirst(accounts, amount);
  const entries = parts.filter(({ amountMinor }) => amountMinor > 0).map(({ account, amountMinor }) => ({
    order: account.order,
    id: account.share.id,
    kind: "payment" as const,
    method,
    amountMinor,
    note,
  }));
  const last = entries.at(-1);
  if (received === null || !last) return entries;
  // Each receipt stays true in itself: the others got their amount, the last one what is left and the change.
  const changeMinor = received - amount;
  const cash = { receivedMinor: last.amountMinor + changeMinor, changeMinor };
  return [...entries.slice(0, -1), { ...last, cash }];
}

interface Part {
  account: HeldAccount;
  amountMinor: number;
}

function oldestFirst(accounts: readonly HeldAccount[], amount: number): Part[] {
  let left = amount;
  return accounts.map((account) => {
    const amountMinor = Math.min(left, Math.max(0, account.balance.balance));
    left -= amountMinor;
    return { account, amountMinor };
  });
}

function typedShares(accounts: readonly HeldAccount[], { amount, shares }: AccountPaymentInput): Part[] {
  const fields: FieldErrors = {};
  for (const { share, balance } of accounts) {
    if ((share.amountMinor ?? 0) <= Math.max(0, balance.balance)) continue;
    fields[`shares.${shares.indexOf(share)}.amount`] = { code: "more_than_balance" };
  }
  const parts = accounts.map((account) => ({ account, amountMinor: account.share.amountMinor ?? 0 }));
  const sum = parts.reduce((total, part) => total + part.amountMinor, 0);
  if (sum !== amount) fields.amount = { code: "shares_differ" };
  if (Object.keys(fields).length > 0) throw invalid(fields);
  return parts;
}
