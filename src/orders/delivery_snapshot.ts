import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { ReceiptSignature } from "../intakes/receipt.ts";
import { receiptClient, receiptShop } from "../intakes/snapshot.ts";
import type { DeliveryReceipt } from "./delivery_receipt.ts";
import { type SettledAccessory, withNote } from "./hand_back.ts";
import type { DeliveryInput } from "./input.ts";
import type { OrderRow } from "./row.ts";

/** What the delivery's receipt says for ever, read in the transaction that hands the device over. */
export async function deliveryReceipt(
  trx: Db,
  ctx: Ctx,
  { order, input, accessories, signature, warranty }: {
    order: OrderRow;
    input: DeliveryInput;
    accessories: readonly SettledAccessory[];
    signature: ReceiptSignature | null;
    warranty: DeliveryReceipt["warranty"];
  },
): Promise<DeliveryReceipt> {
  const branch = branchOf(ctx.shop, order.branch_id);
  const client = await trx.selectFrom("client").select(["id", "name", "document", "locale"])
    .where("id", "=", order.client_id).executeTakeFirstOrThrow();
  const contacts = await trx.selectFrom("contact").select(["kind", "value", "display"])
    .where("client_id", "=", order.client_id).orderBy("position").execute();
  const device = await trx.selectFrom("device").select(["category", "brand", "model", "serial"])
    .where("id", "=", order.device_id).executeTakeFirstOrThrow();
  const charges = await trx.selectFrom("charge").select(["description", "amount_minor"])
    .where("order_id", "=", order.id).orderBy("created_at").orderBy("id").execute();
  const payments = await trx.selectFrom("payment").select(["kind", "method", "at", "amount_minor"])
    .where("order_id", "=", order.id).orderBy("at").orderBy("id").execute();
  const money = (minor: number) => ({ minor, currency: order.currency });
  const total = sum(charges);
  const paid = sum(payments);
  return {
    receiptVersion: 2,
    locale: client.locale,
    timeZone: branch.timeZone,
    number: order.number,
    receivedAt: order.received_at,
    deliveredAt: ctx.now,
    deliveredBy: ctx.actor.name,
    shop: receiptShop(ctx.shop, branch),
    client: receiptClient({ ...client, contacts }),
    takenBy: { name: input.taken_by, document: input.taken_by_document },
    device,
    accessories: accessories.filter((one) => one.returned).map(withNote),
    notReturned: accessories.filter((one) => !one.returned)
      .map(({ description, note }) => ({ description, reason: note })),
    fault: order.fault,
    work: input.work,
    outcome: order.outcome,
    charges: charges.map((one) => ({ description: one.description, amount: money(one.amount_minor) })),
    payments: payments.map(({ kind, method, at, amount_minor }) => ({
      kind,
      method,
      at,
      amount: money(amount_minor),
    })),
    total: money(total),
    paid: money(paid),
    balance: money(total - paid),
    warranty,
    signature,
    unsignedReason: signature ? "" : input.unsigned_reason,
  };
}

function sum(rows: readonly { amount_minor: number }[]): number {
  return rows.reduce((total, row) => total + row.amount_minor, 0);
}
