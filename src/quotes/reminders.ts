import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { queueQuoteMessage } from "../mail/outbox.ts";
import { recordEvent } from "../orders/history.ts";
import { lockOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import { eachOf } from "../tasks/each.ts";
import type { Tally } from "../tasks/task.ts";
import { OPEN_QUOTE } from "./quote.ts";
import { findQuote, type QuoteRow } from "./rows.ts";

const AT_ONCE = 100;

/**
 * Reminds clients half-way and ends the offers whose time is over. What is due stands in the row and moves on in the transaction that
 * writes the mail: each is told once, however often and wherever this runs, and what was missed is made up for.
 */
export async function mindQuotes(ctx: Ctx): Promise<Tally> {
  const tally = { done: 0, failed: 0, error: "" };
  for (let due = await dueQuotes(ctx.db, ctx.now).execute(); due.length > 0;) {
    await eachOf(due, tally, (quote) => mind(ctx, quote));
    // Those that failed are due still: what comes behind a hundred of them waits for the next turn.
    due = due.length < AT_ONCE || tally.failed >= AT_ONCE ? [] : await dueQuotes(ctx.db, ctx.now).execute();
  }
  return tally;
}

/** Offers of which something is due at an instant, the longest overdue first. */
export function dueQuotes(db: Db, now: number) {
  return db.selectFrom("quote").innerJoin("order", "order.id", "quote.order_id").select([
    "quote.id",
    "order.number",
  ])
    .where("quote.remind_at", "<=", now).orderBy("quote.remind_at").limit(AT_ONCE);
}

async function mind(ctx: Ctx, { id, number }: { id: string; number: string }): Promise<void> {
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    const quote = await findQuote(trx, { orderId: order.id, quoteId: id });
    if (quote.remind_at === null || quote.remind_at > ctx.now) return [];
    await takeStep(trx, ctx, { order, quote });
    return topicsOf(order);
  });
  if (topics.length > 0) ctx.live.changed(...topics, "jobs");
}

async function takeStep(
  trx: Db,
  ctx: Ctx,
  { order, quote }: { order: OrderRow; quote: QuoteRow },
): Promise<void> {
  const over = quote.valid_until === null || ctx.now >= quote.valid_until;
  const moved = await trx.updateTable("quote").set({
    ...(over && { status: "expired" as const, version: quote.version + 1 }),
    remind_at: over ? null : quote.valid_until,
    updated_at: ctx.now,
  }).where("id", "=", quote.id).where("status", "in", OPEN_QUOTE).returning("id").executeTakeFirst();
  if (!moved) return;
  if (over) {
    const data = { quote_id: quote.id, revision: quote.revision };
    await recordEvent(trx, ctx, { orderId: order.id, kind: "quote_expired", data });
  }
  if (order.status !== "awaiting_approval") return;
  const kind = over ? "quote_expired" : "quote_reminder";
  await queueQuoteMessage(trx, ctx, { kind, orderId: order.id, quoteId: quote.id });
}
