import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { ReceiptClient, ReceiptShop } from "../intakes/receipt.ts";
import { receiptClient, receiptShop } from "../intakes/snapshot.ts";
import type { Reading } from "../lib/dates.ts";
import { type OrderDetail, orderDetail } from "./queries.ts";

/** What the documents of an order are made from, as it stands now. */
export interface OrderPaperFacts {
  /** The client's language, the branch's time zone. */
  reading: Reading;
  at: number;
  shop: ReceiptShop;
  client: ReceiptClient;
  detail: OrderDetail;
}

/** @throws AppError not_found */
export async function orderPaperFacts(ctx: Ctx, number: string): Promise<OrderPaperFacts> {
  const detail = await orderDetail(ctx, number, { allEvents: true });
  const { order, client } = detail;
  const { document, locale } = await ctx.db.selectFrom("client").select(["document", "locale"])
    .where("id", "=", client.id).executeTakeFirstOrThrow();
  const branch = branchOf(ctx.shop, order.branch_id);
  return {
    reading: { locale, timeZone: branch.timeZone },
    at: ctx.now,
    shop: receiptShop(ctx.shop, branch),
    client: receiptClient({ ...client, document, locale }),
    detail,
  };
}

export interface WorkNote {
  text: string;
  by: string;
  at: number;
}

/** What the staff told each other about an order, oldest first. */
export async function workNotes(ctx: Ctx, orderId: string): Promise<WorkNote[]> {
  return await ctx.db.selectFrom("note").innerJoin("user", "user.id", "note.written_by")
    .select(["note.text", "user.name as by", "note.written_at as at"])
    .where("note.order_id", "=", orderId).orderBy("note.written_at").orderBy("note.id").execute();
}
