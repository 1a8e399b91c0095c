import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import { costsOf } from "./editor_queries.ts";
import type { ToldQuote } from "./json.ts";
import { quoteRows, quoteVersions } from "./queries.ts";

/** Every version of an order's offer, the newest first, as programs see it. */
export async function versionsOf(ctx: Ctx, { number }: { number: string }): Promise<ToldQuote[]> {
  return (await versionsOfOrders(ctx, [number])).get(number) ?? [];
}

/** The same of many orders, by their numbers. */
export async function versionsOfOrders(
  ctx: Ctx,
  numbers: readonly string[],
): Promise<Map<string, ToldQuote[]>> {
  const rows = await quoteRows(ctx.db).innerJoin("order", "order.id", "quote.order_id")
    .select(["order.number", "quote.note as draft_note", "quote.valid_days"])
    .where("order.number", "in", numbers).execute();
  const costs = actorMay(ctx.actor, "costs.read")
    ? await costsOf(ctx.db, [...new Set(rows.map(({ id }) => id))])
    : null;
  const drafts = new Map(rows.map((row) => [row.id, {
    note: row.draft_note,
    validDays: row.valid_days,
    depositPercent: row.deposit_percent,
  }]));
  const versions = ([number, own]: [string, typeof rows]) =>
    quoteVersions(own, ctx.now).flatMap((quote): ToldQuote[] => {
      const draft = drafts.get(quote.id);
      return draft ? [{ number, quote, draft, costs }] : [];
    });
  return new Map(
    [...Map.groupBy(rows, ({ number }) => number)].map((of) => [of[0], versions(of)]),
  );
}

/** @throws AppError not_found */
export async function versionOf(ctx: Ctx, id: string): Promise<ToldQuote> {
  const order = await ctx.db.selectFrom("quote").innerJoin("order", "order.id", "quote.order_id")
    .select(["order.id", "order.number"]).where("quote.id", "=", id).executeTakeFirst();
  const version = order && (await versionsOf(ctx, order)).find(({ quote }) => quote.id === id);
  if (!version) throw notFound("quote_not_found");
  return version;
}
