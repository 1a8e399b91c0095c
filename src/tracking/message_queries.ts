import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { DeliveryReceipt } from "../orders/delivery_receipt.ts";
import type { PaymentReceipt } from "../orders/payment_receipt.ts";
import { paymentReceiptOf } from "../orders/payment_snapshot.ts";
import type { PaymentKind } from "../payments/payment.ts";
import { readBalance } from "../orders/balance.ts";
import type { Money } from "../lib/money.ts";
import { serialEnd } from "./serial_end.ts";

/** What a client writes, reads and takes along besides how the work goes. */
export interface TrackedExtras {
  /** The client's own, newest first. */
  messages: { text: string; at: number }[];
  /** What is owed, null when nothing was charged or all is paid. */
  balance: Money | null;
  /** Money that came in or went back, oldest first. */
  payments: { id: string; kind: PaymentKind; amount: Money; at: number }[];
  hasDelivery: boolean;
  hasWarranty: boolean;
}

const MOST_PAYMENTS = 40;

export async function trackedExtras(ctx: Ctx, orderId: string): Promise<TrackedExtras> {
  const [messages, order, balance, payments] = await Promise.all([
    ctx.db.selectFrom("client_message").select(["text", "at"]).where("order_id", "=", orderId)
      .orderBy("at", "desc").orderBy("id", "desc").limit(20).execute(),
    ctx.db.selectFrom("order").leftJoin("delivery", "delivery.order_id", "order.id")
      .leftJoin("warranty", "warranty.order_id", "order.id")
      .select(["order.currency", "delivery.id as delivery_id", "warranty.id as warranty_id"])
      .where("order.id", "=", orderId).executeTakeFirstOrThrow(),
    readBalance(ctx.db, orderId),
    ctx.db.selectFrom("payment").select(["id", "kind", "amount_minor", "currency", "at"])
      .where("order_id", "=", orderId).orderBy("id").limit(MOST_PAYMENTS).execute(),
  ]);
  return {
    messages,
    balance: balance.balance > 0 ? { minor: balance.balance, currency: order.currency } : null,
    payments: payments.map(({ amount_minor, currency, ...payment }) => ({
      ...payment,
      amount: { minor: amount_minor, currency },
    })),
    hasDelivery: order.delivery_id !== null,
    hasWarranty: order.warranty_id !== null,
  };
}

/**
 * The delivery receipt for who has the link: without the serial's beginning, documents, contacts, the drawn signature or who
 * handed it over. The paper itself was handed out whole. Null before the delivery.
 */
export async function trackedDelivery(ctx: Ctx, orderId: string): Promise<DeliveryReceipt | null> {
  const row = await ctx.db.selectFrom("delivery").select("receipt_json").where("order_id", "=", orderId)
    .executeTakeFirst();
  if (!row) return null;
  const receipt: DeliveryReceipt = JSON.parse(row.receipt_json);
  const { device, signature } = receipt;
  return {
    ...receipt,
    deliveredBy: "",
    client: { name: receipt.client.name, document: "", phone: "", email: "" },
    takenBy: { name: receipt.takenBy.name, document: "" },
    device: { ...device, serial: device.serial && `…${serialEnd(device.serial)}` },
    signature: signature && { ...signature, fileHash: "" },
  };
}

/** The receipt of a payment for who has the link, as little as the delivery's. Null when it is none of the order's. */
export async function trackedPayment(
  ctx: Ctx,
  { orderId, paymentId }: { orderId: string; paymentId: string },
): Promise<PaymentReceipt | null> {
  const row = await ctx.db.selectFrom("payment").innerJoin("order", "order.id", "payment.order_id")
    .select("order.number").where("payment.id", "=", paymentId).where("order.id", "=", orderId)
    .executeTakeFirst();
  if (!row) return null;
  const receipt = await paymentReceiptOf(ctx.db, ctx, { number: row.number, paymentId });
  const { client, device } = receipt;
  return {
    ...receipt,
    takenBy: "",
    client: { name: client.name, document: "", phone: "", email: "" },
    device: { ...device, serial: device.serial && `…${serialEnd(device.serial)}` },
  };
}

/** An order whose client wrote something that nobody has read. */
export interface UnreadMessage {
  number: string;
  client: string;
  text: string;
  at: number;
}

const SHOWN = 8;

/** The branch's unread messages, the one that waits longest first. */
export async function unreadMessages(db: Db, branchId: string): Promise<UnreadMessage[]> {
  return await unreadList(db, branchId).limit(SHOWN).execute();
}

/** The query behind them, for the planner's test too. */
export function unreadList(db: Db, branchId: string) {
  return db.selectFrom("client_message").innerJoin("order", "order.id", "client_message.order_id")
    .innerJoin("client", "client.id", "order.client_id")
    .select(["order.number", "client.name as client", "client_message.text", "client_message.at"])
    .where("client_message.seen_at", "is", null).where("order.branch_id", "=", branchId)
    .orderBy("client_message.at").orderBy("client_message.id");
}
