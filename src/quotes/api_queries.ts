import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import { costsOf } from "./editor_queries.ts";
import type { ToldQuote } from "./json.ts";
import { orderQuotes } from "./queries.ts";

/** Every version of an order's offer, the newest first, as programs see it. */
export async function versionsOf(ctx: Ctx, order: { id: string; number: string }): Promise<ToldQuote[]> {
  const [quotes, rows] = await Promise.all([
    orderQuotes(ctx, order.id),
    ctx.db.selectFrom("quote").select(["id", "note", "valid_days", "deposit_percent"])
      .where("order_id", "=", order.id).execute(),
  ]);
  const costs = actorMay(ctx.actor, "costs.read") ? await costsOf(ctx.db, rows.map(({ id }) => id)) : null;
  const drafts = new Map(rows.map((row) => [row.id, row]));
  return quotes.flatMap((quote) => {
    const row = drafts.get(quote.id);
    if (!row) return [];
    const draft = { note: row.note, validDays: row.valid_days, depositPercent: row.deposit_percent };
    return [{ number: order.number, quote, draft, costs }];
  });
}

/** @throws AppError not_found */
export async function versionOf(ctx: Ctx, id: string): Promise<ToldQuote> {
  const order = await ctx.db.selectFrom("quote").innerJoin("order", "order.id", "quote.order_id")
    .select(["order.id", "order.number"]).where("quote.id", "=", id).executeTakeFirst();
  const version = order && (await versionsOf(ctx, order)).find(({ quote }) => quote.id === id);
  if (!version) throw notFound("quote_not_found");
  return version;
}
