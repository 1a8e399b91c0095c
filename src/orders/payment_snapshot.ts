import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { enteredBy } from "../gateways/gateway.ts";
import { receiptClient, receiptShop } from "../intakes/snapshot.ts";
import { notFound } from "../lib/app_error.ts";
import { exactMinor } from "../lib/money.ts";
import type { CashHandedOver, PaymentReceipt } from "./payment_receipt.ts";

/**
 * The receipt of a payment as it was handed out. One that was entered before receipts were kept is issued now, with the names of
 * today and the account of then. @throws AppError not_found when the payment is none of the order's
 */
export async function paymentReceiptOf(db: Db, ctx: Ctx, payment: PaymentOf): Promise<PaymentReceipt> {
  const { receipt, issued } = await readPaymentReceipt(db, ctx, payment);
  if (issued) return receipt;
  await keepPaymentReceipt(db, ctx, { paymentId: payment.paymentId, receipt });
  return JSON.parse((await issuedReceipt(db, payment.paymentId).executeTakeFirstOrThrow()).receipt_json);
}

interface PaymentOf {
  /** Of the order. */
  number: string;
  paymentId: string;
}

/** The receipt as it was handed out, or as it will be once it is kept. @throws AppError not_found when the payment is none of the order's */
export async function readPaymentReceipt(
  db: Db,
  ctx: Ctx,
  { number, paymentId }: PaymentOf,
): Promise<{ receipt: PaymentReceipt; issued: boolean }> {
  const payment = await db.selectFrom("payment").innerJoin("order", "order.id", "payment.order_id")
    .select("payment.id").where("payment.id", "=", paymentId).where("order.number", "=", number)
    .executeTakeFirst();
  if (!payment) throw notFound();
  const issued = await issuedReceipt(db, paymentId).executeTakeFirst();
  if (issued) return { receipt: JSON.parse(issued.receipt_json), issued: true };
  return { receipt: await paymentReceipt(db, ctx, paymentId), issued: false };
}

/** Writes down what the receipt of a payment says for ever; a second time changes nothing. */
export async function keepPaymentReceipt(
  db: Db,
  { now }: Ctx,
  { paymentId, receipt }: { paymentId: string; receipt: PaymentReceipt },
): Promise<void> {
  await db.insertInto("payment_receipt").values({
    payment_id: paymentId,
    receipt_json: JSON.stringify(receipt),
    issued_at: now,
  }).onConflict((conflict) => conflict.column("payment_id").doNothing()).execute();
}

export async function issuePaymentReceipt(
  db: Db,
  ctx: Ctx,
  { paymentId, cash }: { paymentId: string; cash: CashHandedOver | undefined },
): Promise<void> {
  const receipt = await paymentReceipt(db, ctx, paymentId);
  const { currency } = receipt.amount;
  if (cash) {
    receipt.cash = {
      received: { minor: cash.receivedMinor, currency },
      change: { minor: cash.changeMinor, currency },
    };
  }
  await keepPaymentReceipt(db, ctx, { paymentId, receipt });
}

function issuedReceipt(db: Db, paymentId: string) {
  return db.selectFrom("payment_receipt").select("receipt_json").where("payment_id", "=", paymentId);
}

async function paymentReceipt(db: Db, ctx: Ctx, paymentId: string): Promise<PaymentReceipt> {
  const row = await db.selectFrom("payment").innerJoin("order", "order.id", "payment.order_id")
    .innerJoin("client", "client.id", "order.client_id").innerJoin("device", "device.id", "order.device_id")
    .innerJoin("user", "user.id", "payment.recorded_by")
    .select(["payment.id", "payment.order_id", "payment.kind", "payment.method", "payment.amount_minor"])
    .select(["payment.note", "payment.at", "payment.currency", "order.number", "order.branch_id"])
    .select(["client.id as client_id", "client.name", "client.document", "client.locale"])
    .select(["device.category", "device.brand", "device.model", "device.serial", "user.name as taken_by"])
    .select("payment.gateway")
    .where("payment.id", "=", paymentId).executeTakeFirstOrThrow();
  const contacts = await db.selectFrom("contact").select(["kind", "value", "display"])
    .where("client_id", "=", row.client_id).orderBy("position").execute();
  const branch = branchOf(ctx.shop, row.branch_id);
  const { billed, paid } = await accountAt(db, row);
  const money = (minor: number) => ({ minor, currency: row.currency });
  const { category, brand, model, serial, name, document, locale } = row;
  return {
    receiptVersion: 1,
    locale,
    timeZone: branch.timeZone,
    number: row.number,
    paidAt: row.at,
    takenBy: enteredBy({ gateway: row.gateway, user: row.taken_by }),
    shop: receiptShop(ctx.shop, branch),
    client: receiptClient({ id: row.client_id, name, document, locale, contacts }),
    device: { category, brand, model, serial },
    kind: row.kind,
    method: row.method,
    note: row.note,
    amount: money(row.amount_minor),
    billed: money(billed),
    paid: money(paid),
  };
}

/** What the order came to when the payment was entered. */
async function accountAt(
  db: Db,
  { order_id, at, id }: { order_id: string; at: number; id: string },
): Promise<{ billed: number; paid: number }> {
  const charges = await db.selectFrom("charge").select((q) =>
    q.fn.sum<number | null>("amount_minor").as("sum")
  )
    .where("order_id", "=", order_id).where("created_at", "<=", at).executeTakeFirstOrThrow();
  const payments = await db.selectFrom("payment")
    .select((q) => q.fn.sum<number | null>("amount_minor").as("sum")).where("order_id", "=", order_id)
    .where((q) => q.or([q("at", "<", at), q.and([q("at", "=", at), q("id", "<=", id)])]))
    .executeTakeFirstOrThrow();
  return { billed: exactMinor(charges.sum), paid: exactMinor(payments.sum) };
}
