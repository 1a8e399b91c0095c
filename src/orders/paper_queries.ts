import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
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

/** Which offers were sent, and whether they were answered, and which payments were made, oldest first. */
export async function packContents(db: Db, orderId: string): Promise<{
  quotes: { id: string; decided: boolean }[];
  payments: { id: string }[];
}> {
  const quotes = await db.selectFrom("quote")
    .select((q) => [
      "quote.id",
      q.selectFrom("quote_decision").select("quote_decision.id")
        .whereRef("quote_decision.quote_id", "=", "quote.id").limit(1).as("decision"),
    ])
    .where("quote.order_id", "=", orderId).where("quote.sent_at", "is not", null).orderBy("quote.revision")
    .execute();
  const payments = await db.selectFrom("payment").select("id").where("order_id", "=", orderId)
    .orderBy("at").orderBy("id").execute();
  return { quotes: quotes.map(({ id, decision }) => ({ id, decided: decision !== null })), payments };
}
