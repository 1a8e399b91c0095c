import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict } from "../lib/app_error.ts";
import { actingUser } from "../orders/acting_user.ts";
import { recordEvent } from "../orders/history.ts";
import { lockOpenOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import { copyLines, offerPlanned, removeLines, writeLines } from "./draft_lines.ts";
import type { QuoteInput, StartInput } from "./input.ts";
import { withKnownParts } from "./parts.ts";
import { findQuote, linesOf, nextRevision, type QuoteRow } from "./rows.ts";
import { sameContent } from "./same_content.ts";

/**
 * Begins a version of an order's offer, with the lines and costs of another one where that is wished, else with the parts that the
 * bench foresees. There is one draft at a time: a second start, also at the same moment, leads to the one that there is. Answers
 * its id.
 * @throws AppError forbidden, not_found, conflict for a closed order
 */
export async function startQuote(
  ctx: Ctx,
  number: string,
  { form_key: id, from }: StartInput,
): Promise<string> {
  requirePermission(ctx.actor, "quotes.write");
  const { quoteId, topics } = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOpenOrder(trx, number);
    const topics = topicsOf(order);
    const known = await trx.selectFrom("quote").select("id").where("order_id", "=", order.id)
      .where((q) => q.or([q("id", "=", id), q("status", "=", "draft")])).executeTakeFirst();
    if (known) return { quoteId: known.id, topics };
    const source = from === "" ? null : await findQuote(trx, { orderId: order.id, quoteId: from });
    const revision = await nextRevision(trx, order.id);
    await insertDraft(trx, ctx, { order, id, revision, source });
    if (source) await copyLines(trx, ctx, { from: source.id, to: id });
    else await offerPlanned(trx, ctx, { order, quoteId: id });
    await recordEvent(trx, ctx, {
      orderId: order.id,
      kind: "quote_drafted",
      data: { quote_id: id, revision, ...(source && { from: source.revision }) },
    });
    return { quoteId: id, topics };
  });
  ctx.live.changed(...topics);
  return quoteId;
}

/**
 * Writes a draft as of the version that the form showed. What lines cost is left alone by whoever may not know it.
 * @throws AppError forbidden, not_found, conflict quote_changed, or quote_not_draft once it was sent; invalid `lines.N.quantity`
 */
export async function saveQuote(
  ctx: Ctx,
  number: string,
  { quoteId, input }: { quoteId: string; input: QuoteInput },
): Promise<void> {
  requirePermission(ctx.actor, "quotes.write");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOpenOrder(trx, number);
    const quote = await draftOf(trx, { orderId: order.id, quoteId });
    const before = await linesOf(trx, quote.id);
    const lines = await withKnownParts(trx, { lines: input.lines, branchId: order.branch_id });
    if (quote.version !== input.version) {
      if (sameContent(quote, before, { ...input, lines })) return topicsOf(order);
      throw conflict("quote_changed");
    }
    await trx.updateTable("quote").set({
      options_json: JSON.stringify(input.options),
      note: input.note,
      valid_days: input.valid_days,
      deposit_percent: input.deposit_percent,
      updated_at: ctx.now,
      version: quote.version + 1,
    }).where("id", "=", quote.id).execute();
    await writeLines(trx, ctx, {
      quoteId: quote.id,
      currency: quote.currency,
      lines,
      known: before.map(({ id }) => id),
    });
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}

/** Throws a draft away; nobody was shown it. @throws AppError forbidden, not_found, conflict as `saveQuote` */
export async function discardQuote(
  ctx: Ctx,
  number: string,
  { quoteId, version }: { quoteId: string; version: number },
): Promise<void> {
  requirePermission(ctx.actor, "quotes.write");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOpenOrder(trx, number);
    const quote = await draftOf(trx, { orderId: order.id, quoteId });
    if (quote.version !== version) throw conflict("quote_changed");
    await removeLines(trx, (await linesOf(trx, quote.id)).map(({ id }) => id));
    await trx.deleteFrom("quote").where("id", "=", quote.id).execute();
    await recordEvent(trx, ctx, {
      orderId: order.id,
      kind: "quote_discarded",
      data: { quote_id: quote.id, revision: quote.revision },
    });
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}

export async function draftOf(trx: Db, which: { orderId: string; quoteId: string }): Promise<QuoteRow> {
  const quote = await findQuote(trx, which);
  if (quote.status !== "draft") throw conflict("quote_not_draft");
  return quote;
}

interface NewDraft {
  order: OrderRow;
  id: string;
  revision: number;
  source: QuoteRow | null;
}

async function insertDraft(trx: Db, ctx: Ctx, { order, id, revision, source }: NewDraft): Promise<void> {
  const { settings } = ctx.shop;
  await trx.insertInto("quote").values({
    id,
    order_id: order.id,
    revision,
    status: "draft",
    currency: order.currency,
    tax_included: source?.tax_included ?? (settings.prices_with_tax ? 1 : 0),
    options_json: source?.options_json ?? "[]",
    note: source?.note ?? "",
    valid_days: source?.valid_days ?? settings.quote_days,
    deposit_percent: source?.deposit_percent ?? settings.deposit_percent,
    diagnosis: "",
    created_at: ctx.now,
    created_by: actingUser(ctx),
    updated_at: ctx.now,
    version: 1,
  }).execute();
}
