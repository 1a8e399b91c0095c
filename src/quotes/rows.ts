import type { Selectable } from "kysely";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { notFound } from "../lib/app_error.ts";
import { OPEN_QUOTE, type QuoteOption } from "./quote.ts";
import { type OptionSum, optionSums, type PricedLine } from "./totals.ts";

export type QuoteRow = Selectable<Schema["quote"]>;

export interface QuoteLine extends PricedLine {
  id: string;
  description: string;
  partId: string | null;
}

/** A version of the order's offer; whoever changes it holds the order. @throws not_found */
export async function findQuote(
  db: Db,
  { orderId, quoteId }: { orderId: string; quoteId: string },
): Promise<QuoteRow> {
  const quote = await db.selectFrom("quote").selectAll().where("id", "=", quoteId).where(
    "order_id",
    "=",
    orderId,
  )
    .executeTakeFirst();
  if (!quote) throw notFound("quote_not_found");
  return quote;
}

/** What the client can answer, or has approved: at most one of each. */
export async function standingQuotes(
  db: Db,
  orderId: string,
): Promise<{ open: QuoteRow | null; approved: QuoteRow | null }> {
  const rows = await db.selectFrom("quote").selectAll().where("order_id", "=", orderId)
    .where("status", "in", [...OPEN_QUOTE, "approved"]).orderBy("revision", "desc").execute();
  return {
    open: rows.find(({ status }) => status !== "approved") ?? null,
    approved: rows.find(({ status }) => status === "approved") ?? null,
  };
}

export async function linesOf(db: Db, quoteId: string): Promise<QuoteLine[]> {
  const rows = await db.selectFrom("quote_line").selectAll().where("quote_id", "=", quoteId).orderBy(
    "position",
  )
    .execute();
  return rows.map(lineOf);
}

export function lineOf(row: Selectable<Schema["quote_line"]>): QuoteLine {
  return {
    id: row.id,
    kind: row.kind,
    option: row.option,
    description: row.description,
    quantity: row.quantity,
    unitMinor: row.unit_minor,
    taxRate: row.tax_rate,
    partId: row.part_id,
  };
}

export function optionsOf(quote: { options_json: string }): QuoteOption[] {
  return JSON.parse(quote.options_json);
}

/** What each alternative of a version comes to. */
export function quoteSums(
  quote: Pick<QuoteRow, "options_json" | "tax_included">,
  lines: readonly PricedLine[],
): OptionSum[] {
  return optionSums(lines, {
    options: optionsOf(quote).map(({ key }) => key),
    taxIncluded: quote.tax_included === 1,
  });
}

export async function nextRevision(trx: Db, orderId: string): Promise<number> {
  const { last } = await trx.selectFrom("quote").select((q) => q.fn.max<number | null>("revision").as("last"))
    .where("order_id", "=", orderId).executeTakeFirstOrThrow();
  return Number(last ?? 0) + 1;
}
