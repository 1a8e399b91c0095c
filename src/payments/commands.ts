import { actorMay, requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, type FieldErrors, invalid } from "../lib/app_error.ts";
import { exactMinor, minorOfWhole } from "../lib/money.ts";
import { actingUser } from "../orders/acting_user.ts";
import { type Balance, readBalance } from "../orders/balance.ts";
import { recordEvent } from "../orders/history.ts";
import { lockOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import { STATUS_GROUP } from "../orders/status.ts";
import { goOnOncePaid } from "../quotes/approval_commands.ts";
import { enterMoney, type LedgerEntry } from "./entries.ts";
import type { PaymentInput, RefundInput } from "./input.ts";
import { type Account, cashOf, sumOf } from "./payment.ts";

/**
 * Enters what a client pays for an order, in one or two ways at once; also for what is still owed on a closed one. An order whose
 * approved quote waited for this deposit goes on. The same form again changes nothing. Answers the id of the first entry. @throws AppError not_found; conflict `account_moved` when the ledger
 * is not as the form saw it; invalid with the form's fields
 */
export async function recordPayment(ctx: Ctx, number: string, input: PaymentInput): Promise<string> {
  requirePermission(ctx.actor, "payments.record");
  const [first] = input.parts;
  if (!first) throw invalid({ amount: { code: "required" } });
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    if (await enteredBy(trx, order, first.id)) return topicsOf(order);
    const balance = await readBalance(trx, order.id);
    requireSeen(balance, input.seen);
    const fields = paymentFields(order, balance, input);
    if (Object.keys(fields).length > 0) throw invalid(fields);
    const inCash = input.parts.find(({ method }) => method === "cash");
    const entries = input.parts.map((part): LedgerEntry => ({
      order,
      ...part,
      kind: input.kind,
      note: input.note,
      ...(part === inCash && cashFacts(input)),
    }));
    const { opening, silent } = input;
    const woken = await enterMoney(trx, ctx, { entries, opening, receipts: true, notify: !silent });
    await goOnOncePaid(trx, ctx, { order, notify: !silent });
    return [...topicsOf(order), ...woken, "jobs"] as const;
  });
  ctx.live.changed(...topics);
  return first.id;
}

/**
 * Gives money back: an amount, or whole charges, which it takes off the bill. The same form again changes nothing. Answers the
 * entry's id. @throws AppError as `recordPayment`, invalid `refund_needs_admin` above the shop's limit
 */
export async function recordRefund(ctx: Ctx, number: string, input: RefundInput): Promise<string> {
  requirePermission(ctx.actor, "payments.record");
  const { form_key: id, method, what, reason, opening } = input;
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    if (await enteredBy(trx, order, id)) return topicsOf(order);
    const balance = await readBalance(trx, order.id);
    requireSeen(balance, input.seen);
    const field = what.by;
    const lines = what.by === "lines" ? await linesToGiveBack(trx, order.id, what.lines) : [];
    const amountMinor = what.by === "lines" ? sumOf(lines) : what.amountMinor;
    if (amountMinor > balance.paid) throw invalid({ [field]: { code: "more_than_paid" } });
    await requireRefundAllowed(trx, ctx, { order, amountMinor, field });
    for (const line of lines) await giveBack(trx, ctx, { order, line });
    const entry = { order, id, kind: "refund", method, amountMinor: -amountMinor, note: reason } as const;
    const woken = await enterMoney(trx, ctx, { entries: [entry], opening, receipts: true });
    return [...topicsOf(order), ...woken];
  });
  ctx.live.changed(...topics);
  return id;
}

/** @throws AppError conflict `account_moved` */
export function requireSeen({ charged, paid }: Account, seen: Account | undefined): void {
  if (seen && (seen.charged !== charged || seen.paid !== paid)) throw conflict("account_moved");
}

/** Whether an entry of this id is in the order's ledger. @throws AppError conflict when it is in another's */
export async function enteredBy(trx: Db, order: OrderRow, id: string): Promise<boolean> {
  const entry = await trx.selectFrom("payment").select("order_id").where("id", "=", id).executeTakeFirst();
  if (entry && entry.order_id !== order.id) throw conflict("account_moved");
  return entry !== undefined;
}

function paymentFields(order: OrderRow, { charged, balance }: Balance, input: PaymentInput): FieldErrors {
  const total = sumOf(input.parts);
  const closed = STATUS_GROUP[order.status] === "closed";
  if (closed && balance <= 0) return { amount: { code: "nothing_owed" } };
  if (closed) return total > balance ? { amount: { code: "more_than_balance" } } : {};
  // A deposit is on account by nature, as is whatever comes before anything is billed.
  if (input.kind === "deposit" || input.advance || charged === 0 || total <= balance) return {};
  return { amount: { code: balance <= 0 ? "settled_already" : "more_than_balance_unless" } };
}

function cashFacts({ parts, received }: PaymentInput): Pick<LedgerEntry, "cash"> {
  if (received === null) return {};
  return { cash: { receivedMinor: received, changeMinor: received - cashOf(parts) } };
}

interface Line {
  id: string;
  description: string;
  amountMinor: number;
}

/** @throws AppError invalid `lines` when one is none of the order's, no amount to give back, or given back already */
async function linesToGiveBack(trx: Db, orderId: string, ids: readonly string[]): Promise<Line[]> {
  const lines = await trx.selectFrom("charge")
    .leftJoin("charge as correction", "correction.corrects_id", "charge.id")
    .select(["charge.id", "charge.description", "charge.amount_minor as amountMinor"])
    .where("charge.order_id", "=", orderId).where("charge.id", "in", ids)
    .where("charge.amount_minor", ">", 0).where("charge.corrects_id", "is", null)
    .where("correction.id", "is", null).orderBy("charge.id").execute();
  if (lines.length < ids.length) throw invalid({ lines: { code: "line_given_back" } });
  return lines;
}

async function giveBack(trx: Db, ctx: Ctx, { order, line }: { order: OrderRow; line: Line }): Promise<void> {
  const { description } = line;
  const amount_minor = -line.amountMinor;
  await trx.insertInto("charge").values({
    id: ctx.random.id(ctx.now),
    order_id: order.id,
    description,
    amount_minor,
    currency: order.currency,
    created_at: ctx.now,
    created_by: actingUser(ctx),
    corrects_id: line.id,
  }).execute();
  const data = { description, amount_minor, currency: order.currency };
  await recordEvent(trx, ctx, { orderId: order.id, kind: "charge_recorded", data });
}

/**
 * Above the limit an administrator gives back: of the whole order, or several small refunds would pass as one large one.
 * @throws AppError invalid `field` with `refund_needs_admin`
 */
export async function requireRefundAllowed(
  trx: Db,
  ctx: Ctx,
  { order, amountMinor, field }: { order: OrderRow; amountMinor: number; field: string },
): Promise<void> {
  const { settings: { refund_limit }, organization } = ctx.shop;
  if (refund_limit === null) return;
  if (actorMay(ctx.actor, "refunds.authorise")) return;
  const { refunded } = await trx.selectFrom("payment")
    .select((q) => q.fn.sum<number | null>("amount_minor").as("refunded"))
    .where("order_id", "=", order.id).where("kind", "=", "refund").executeTakeFirstOrThrow();
  const limit = minorOfWhole(refund_limit, order.currency);
  const total = amountMinor - exactMinor(refunded);
  // The limit is in the shop's currency: in another one it says nothing.
  if (order.currency === organization?.currency && total <= limit) return;
  throw invalid({ [field]: { code: "refund_needs_admin" } });
}
