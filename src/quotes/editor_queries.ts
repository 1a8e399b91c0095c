import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Typed } from "../lib/form.ts";
import type { Locale } from "../lib/locale.ts";
import { moneyField } from "../lib/money.ts";
import { quantityField } from "../lib/quantity.ts";
import { readOrder } from "../orders/queries.ts";
import type { OrderRow } from "../orders/row.ts";
import type { QuoteTyping } from "./input.ts";
import { findQuote, linesOf, optionsOf, type QuoteLine, type QuoteRow } from "./rows.ts";

/** A version as the form that edits it is filled with. */
export interface EditedQuote {
  order: OrderRow;
  device: { brand: string; model: string };
  quote: QuoteRow;
  lines: QuoteLine[];
  /** Minor units by line; empty for who may not know them. */
  costs: Map<string, number>;
  seesCosts: boolean;
  templates: { id: string; name: string }[];
  /** Rates that a line may have: the shop's, and those that it has already. */
  taxRates: number[];
}

/** @throws not_found */
export async function readEdited(ctx: Ctx, number: string, quoteId: string): Promise<EditedQuote> {
  const { db, actor } = ctx;
  const order = await readOrder(ctx, number);
  const quote = await findQuote(db, { orderId: order.id, quoteId });
  const seesCosts = actorMay(actor, "costs.read");
  const [device, lines, costs, templates] = await Promise.all([
    db.selectFrom("device").select(["brand", "model"]).where("id", "=", order.device_id)
      .executeTakeFirstOrThrow(),
    linesOf(db, quote.id),
    seesCosts ? costsOf(db, [quote.id]) : new Map<string, number>(),
    db.selectFrom("quote_template").select(["id", "name"]).where("active", "=", 1).orderBy("name").limit(200)
      .execute(),
  ]);
  return {
    order,
    device,
    quote,
    lines,
    costs,
    seesCosts,
    templates,
    taxRates: [...new Set([...ctx.shop.settings.tax_rates, ...lines.map(({ taxRate }) => taxRate)])],
  };
}

/** Minor units by line of these versions, for whoever may know them. */
export async function costsOf(db: Db, quoteIds: readonly string[]): Promise<Map<string, number>> {
  if (quoteIds.length === 0) return new Map();
  const rows = await db.selectFrom("quote_line")
    .innerJoin("quote_line_cost", "quote_line_cost.line_id", "quote_line.id")
    .select(["quote_line.id", "quote_line_cost.unit_minor"]).where("quote_line.quote_id", "in", quoteIds)
    .execute();
  return new Map(rows.map(({ id, unit_minor }) => [id, unit_minor]));
}

export function typingOf({ quote, taxRates }: EditedQuote, locale: Locale): QuoteTyping {
  return { currency: quote.currency, locale, taxRates, taxIncluded: quote.tax_included === 1 };
}

/** What is saved, in the shape of the form. */
export function typedQuote({ quote, lines, costs }: EditedQuote, locale: Locale): Typed {
  const { currency } = quote;
  const options = optionsOf(quote);
  return {
    version: String(quote.version),
    options: String(Math.max(1, options.length)),
    name_a: options[0]?.name ?? "",
    name_b: options[1]?.name ?? "",
    name_c: options[2]?.name ?? "",
    note: quote.note,
    valid_days: String(quote.valid_days),
    deposit_percent: String(quote.deposit_percent),
    lines: lines.map((line) => ({
      id: line.id,
      kind: line.kind,
      option: line.option,
      description: line.description,
      quantity: quantityField(line.quantity, locale),
      price: moneyField(line.unitMinor, { currency, locale }),
      tax: String(line.taxRate),
      part_id: line.partId ?? "",
      cost: moneyField(costs.get(line.id) ?? null, { currency, locale }),
    })),
  };
}
