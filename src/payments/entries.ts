import { type DeskSession, sessionForEntry } from "../cash/desk.ts";
import type { OpeningInput } from "../cash/input.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Provider } from "../gateways/gateway.ts";
import type { Topic } from "../http/live.ts";
import { queuePaymentReceipt } from "../mail/outbox.ts";
import { actingUser } from "../orders/acting_user.ts";
import { countPayment } from "../orders/counts.ts";
import { recordEvent } from "../orders/history.ts";
import type { PaymentMethod } from "../orders/order.ts";
import type { CashHandedOver } from "../orders/payment_receipt.ts";
import { issuePaymentReceipt } from "../orders/payment_snapshot.ts";
import type { OrderRow } from "../orders/row.ts";
import { drawerFor } from "../printing/drawers.ts";
import { kickDrawer } from "../printing/printer_commands.ts";
import { requestPaymentReceipt } from "../printing/receipt_commands.ts";
import type { PaymentKind } from "./payment.ts";

export interface LedgerEntry {
  order: OrderRow;
  /** Of the form that makes it: the same id again changes nothing. */
  id: string;
  kind: PaymentKind;
  method: PaymentMethod;
  /** Negative for a refund. */
  amountMinor: number;
  note: string;
  /** Cash that was handed over for it and what went back, when somebody said so. */
  cash?: CashHandedOver;
}

export interface Taking {
  entries: readonly LedgerEntry[];
  opening: OpeningInput | null;
  /** Each entry gets a receipt of its own where the shop prints them by themselves. */
  receipts: boolean;
  /** False keeps it from the client this once. */
  notify?: boolean;
}

/**
 * Enters money in the ledgers of orders that the caller holds: at the till of the one who acts, with history, sums, receipts and
 * drawer. Answers what is to be told after the commit. @throws AppError invalid with the fields of `sessionForEntry`
 */
export async function enterMoney(
  trx: Db,
  ctx: Ctx,
  { entries, opening, receipts, notify }: Taking,
): Promise<Topic[]> {
  const [first] = entries;
  if (!first) return [];
  const cash = entries.some(({ method }) => method === "cash");
  const session = await sessionForEntry(trx, ctx, { currency: first.order.currency, cash, opening });
  const recordedBy = actingUser(ctx);
  for (const entry of entries) await addEntry(trx, ctx, { entry, session, gateway: null, recordedBy });
  if (receipts && ctx.shop.settings.mail_payment_receipt) await mailReceipts(trx, ctx, { entries, notify });
  const drawer = cash ? await drawerAt(trx, ctx, session) : null;
  let opened = false;
  for (const { order, id: paymentId } of receipts ? entries : []) {
    const printers = await requestPaymentReceipt(trx, ctx, {
      order,
      paymentId,
      idemKey: `payment:${paymentId}:receipt`,
      moment: "auto",
      drawer: drawer?.id ?? null,
    });
    opened ||= drawer !== null && printers.includes(drawer.id);
  }
  if (!drawer || opened) return [];
  await kickDrawer(trx, ctx, drawer.id);
  return [`agent:${drawer.agent_id}`];
}

/** One mail to the client of each order about what was paid for it. */
async function mailReceipts(
  trx: Db,
  ctx: Ctx,
  { entries, notify }: Pick<Taking, "entries" | "notify">,
): Promise<void> {
  for (const [, paid] of Map.groupBy(entries.filter(({ amountMinor }) => amountMinor > 0), byOrder)) {
    const [first] = paid;
    if (!first) continue;
    await queuePaymentReceipt(trx, ctx, {
      order: first.order,
      paymentIds: paid.map(({ id }) => id),
      paidMinor: paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
      notify,
    });
  }
}

function byOrder({ order }: LedgerEntry): string {
  return order.id;
}

export interface OnlineEntry {
  entry: LedgerEntry;
  gateway: Provider;
  /** Who of the shop answers for it. */
  recordedBy: string;
}

/**
 * Enters money that a gateway brought or took back: in no till, since nobody counts it there, and on no paper at the counter.
 * Otherwise as `enterMoney`.
 */
export async function enterOnline(
  trx: Db,
  ctx: Ctx,
  { entry, gateway, recordedBy }: OnlineEntry,
): Promise<void> {
  await addEntry(trx, ctx, { entry, session: null, gateway, recordedBy });
}

async function drawerAt(trx: Db, ctx: Ctx, session: DeskSession | null) {
  const { actor } = ctx;
  if (actor.kind !== "user") return null;
  return await drawerFor(trx, { branchId: actor.branchId, printerId: session?.printerId ?? null });
}

async function addEntry(
  trx: Db,
  ctx: Ctx,
  { entry, session, gateway, recordedBy }: {
    entry: LedgerEntry;
    session: DeskSession | null;
    gateway: Provider | null;
    recordedBy: string;
  },
): Promise<void> {
  const { order, id, kind, method, amountMinor, note, cash } = entry;
  await trx.insertInto("payment").values({
    id,
    order_id: order.id,
    kind,
    method,
    amount_minor: amountMinor,
    currency: order.currency,
    note,
    at: ctx.now,
    recorded_by: recordedBy,
    cash_session_id: session?.id ?? null,
    gateway,
  }).execute();
  await issuePaymentReceipt(trx, ctx, { paymentId: id, cash });
  await countPayment(trx, ctx, { branchId: order.branch_id, amountMinor });
  await recordEvent(trx, ctx, {
    orderId: order.id,
    kind: "payment_recorded",
    data: {
      payment: id,
      kind,
      method,
      amount_minor: amountMinor,
      currency: order.currency,
      ...(cash && { received_minor: cash.receivedMinor, change_minor: cash.changeMinor }),
      ...(note && { note }),
    },
  });
}
