import { sheetText } from "../../views/quotes/sheet_text.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { publishCharges } from "../events/order_facts.ts";
import { formatQuantity, ONE } from "../lib/quantity.ts";
import type { OrderRow } from "../orders/row.ts";
import { planOffered, releaseOffered } from "./parts.ts";
import { linesOf, type QuoteLine, type QuoteRow } from "./rows.ts";
import { belongs, lineSum } from "./totals.ts";

/**
 * What follows from an approved quote once the order goes on: its lines become charges, its parts are put aside. A quote that has
 * been settled is left alone, so that nothing is billed or taken twice.
 */
export async function settleApproval(trx: Db, ctx: Ctx, { order, quote }: Settled): Promise<void> {
  if (quote.settled_at !== null) return;
  const lines = await approvedLines(trx, quote);
  const locale = await localeOf(trx, order);
  const charges = lines.map((line) => ({
    of: { quote_line_id: line.id },
    description: line.quantity === ONE
      ? line.description
      : sheetText[locale].each(formatQuantity(line.quantity, locale), line.description),
    amountMinor: lineSum(line, quote.tax_included === 1).totalMinor,
  }));
  await insertCharges(trx, ctx, { order, quote, charges });
  await planOffered(trx, ctx, { order, quote, lines });
  await trx.updateTable("quote").set({ settled_at: ctx.now }).where("id", "=", quote.id).execute();
}

/**
 * Takes back what a settled quote has charged, entry by entry, and lets its parts go; what was charged by hand stays, and what was
 * refunded already is not taken back again.
 */
export async function undoApproval(trx: Db, ctx: Ctx, { order, quote }: Settled): Promise<void> {
  if (quote.settled_at === null) return;
  const charged = await trx.selectFrom("charge")
    .innerJoin("quote_line", "quote_line.id", "charge.quote_line_id")
    .leftJoin("charge as correction", "correction.corrects_id", "charge.id")
    .select(["charge.id", "charge.amount_minor", "charge.description"])
    .where("charge.order_id", "=", order.id).where("quote_line.quote_id", "=", quote.id)
    .where("correction.id", "is", null).orderBy("quote_line.position").execute();
  const words = sheetText[await localeOf(trx, order)];
  const charges = charged.map(({ id, amount_minor, description }) => ({
    of: { corrects_id: id },
    description: words.takenBack(quote.revision, description),
    amountMinor: -amount_minor,
  }));
  await insertCharges(trx, ctx, { order, quote, charges });
  await releaseOffered(trx, ctx, { order, quote, lines: await approvedLines(trx, quote) });
  await trx.updateTable("quote").set({ settled_at: null }).where("id", "=", quote.id).execute();
}

async function approvedLines(trx: Db, quote: QuoteRow): Promise<QuoteLine[]> {
  return (await linesOf(trx, quote.id)).filter((line) => belongs(line, quote.approved_option ?? ""));
}

interface Settled {
  order: OrderRow;
  quote: QuoteRow;
}

interface QuoteCharge {
  /** The approved line that it bills, or the charge that it takes back. */
  of: { quote_line_id: string } | { corrects_id: string };
  description: string;
  amountMinor: number;
}

/** In the history one event of the quote tells them all; a client's approval bills what the one who sent it offered. */
async function insertCharges(
  trx: Db,
  ctx: Ctx,
  { order, quote, charges }: Settled & { charges: readonly QuoteCharge[] },
): Promise<void> {
  const billed = charges.filter(({ amountMinor }) => amountMinor !== 0);
  for (const { of, description, amountMinor } of billed) {
    await trx.insertInto("charge").values({
      id: ctx.random.id(ctx.now),
      order_id: order.id,
      description,
      amount_minor: amountMinor,
      currency: quote.currency,
      created_at: ctx.now,
      created_by: ctx.actor.kind === "user" ? ctx.actor.id : quote.sent_by ?? quote.created_by,
      ...of,
    }).execute();
  }
  const amounts = billed.map(({ amountMinor }) => amountMinor);
  await publishCharges(trx, ctx, { orderId: order.id, currency: quote.currency, amounts });
}

async function localeOf(trx: Db, order: OrderRow) {
  const { locale } = await trx.selectFrom("client").select("locale").where("id", "=", order.client_id)
    .executeTakeFirstOrThrow();
  return locale;
}
