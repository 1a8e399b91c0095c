import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import {
  type DecisionChannel,
  inForce,
  type LineOption,
  type QuoteOption,
  type QuoteStatus,
} from "./quote.ts";
import { offerSums } from "./offer.ts";
import { optionsOf, type QuoteLine } from "./rows.ts";

/** A version of an order's offer as the order's page shows it. Never what its lines cost. */
export interface OrderQuote {
  id: string;
  revision: number;
  /** `expired` from the instant on, also before the clock's job has written it down. */
  status: QuoteStatus;
  currency: string;
  taxIncluded: boolean;
  options: QuoteOption[];
  lines: QuoteLine[];
  sums: ReturnType<typeof offerSums>;
  sentAt: number | null;
  validUntil: number | null;
  viewedAt: number | null;
  approvedOption: LineOption | null;
  depositMinor: number;
  /** Its charges have been entered. */
  settled: boolean;
  /** Why it costs something on a warranty claim, "" otherwise. */
  claimReason: string;
  version: number;
  decision: QuoteAnswer | null;
}

export interface QuoteAnswer {
  id: string;
  channel: DecisionChannel;
  who: string;
  note: string;
  at: number;
  signed: boolean;
  /** Who of the staff noted it, null when the client answered. */
  by: string | null;
}

/** Every version, the newest first. */
export async function orderQuotes(
  { db, now }: Pick<Ctx, "db" | "now">,
  orderId: string,
): Promise<OrderQuote[]> {
  return quoteVersions(await orderQuoteRows(db, orderId).execute(), now);
}

/** The same from the rows of `orderQuoteRows`. */
export function quoteVersions(rows: readonly QuoteLineRow[], now: number): OrderQuote[] {
  return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((own) => orderQuote(own, now));
}

/** A row for each line; one for a version without any. */
function orderQuote(rows: readonly QuoteLineRow[], now: number): OrderQuote[] {
  const [quote] = rows;
  if (!quote) return [];
  const lines = rows.flatMap(lineOfRow);
  const options = optionsOf(quote);
  const taxIncluded = quote.tax_included === 1;
  const open = quote.status === "sent" || quote.status === "viewed";
  return [{
    id: quote.id,
    revision: quote.revision,
    status: open && !inForce(quote, now) ? "expired" : quote.status,
    currency: quote.currency,
    taxIncluded,
    options,
    lines,
    sums: offerSums({ lines, options, taxIncluded, depositPercent: quote.deposit_percent }),
    sentAt: quote.sent_at,
    validUntil: quote.valid_until,
    viewedAt: quote.viewed_at,
    approvedOption: quote.approved_option,
    depositMinor: quote.deposit_minor ?? 0,
    settled: quote.settled_at !== null,
    claimReason: quote.claim_reason,
    version: quote.version,
    decision: answerOf(quote),
  }];
}

function answerOf(row: QuoteLineRow): QuoteAnswer | null {
  const { decision_id: id, channel, who, note, at, by } = row;
  if (id === null || channel === null || at === null) return null;
  return { id, channel, who: who ?? "", note: note ?? "", at, signed: row.signature_id !== null, by };
}

function lineOfRow(row: QuoteLineRow): QuoteLine[] {
  const { line_id: id, kind, option, description, quantity, unit_minor: unitMinor, tax_rate: taxRate } = row;
  if (id === null || kind === null || option === null || description === null) return [];
  if (quantity === null || unitMinor === null || taxRate === null) return [];
  return [{ id, kind, option, description, quantity, unitMinor, taxRate, partId: row.part_id }];
}

type QuoteLineRow = Awaited<ReturnType<ReturnType<typeof orderQuoteRows>["execute"]>>[number];

/** The versions of an order's offer, each with its lines and how it was answered last. */
export function orderQuoteRows(db: Db, orderId: string) {
  return quoteRows(db).where("quote.order_id", "=", orderId);
}

/** The same of every order, the newest first. */
export function quoteRows(db: Db) {
  return db.selectFrom("quote").leftJoin("quote_line", "quote_line.quote_id", "quote.id")
    .leftJoin(
      "quote_decision",
      (join) =>
        join.on(
          "quote_decision.id",
          "=",
          (q) =>
            q.selectFrom("quote_decision as last").select("last.id").whereRef(
              "last.quote_id",
              "=",
              "quote.id",
            )
              .orderBy("last.at", "desc").limit(1),
        ),
    )
    .leftJoin("user", "user.id", "quote_decision.recorded_by")
    .select(["quote.id", "quote.revision", "quote.status", "quote.currency", "quote.tax_included"])
    .select(["quote.options_json", "quote.sent_at", "quote.valid_until", "quote.viewed_at"])
    .select(["quote.approved_option", "quote.deposit_percent", "quote.deposit_minor", "quote.settled_at"])
    .select("quote.claim_reason")
    .select(["quote.version", "quote_line.id as line_id", "quote_line.kind", "quote_line.option"])
    .select(["quote_line.description", "quote_line.quantity", "quote_line.unit_minor"])
    .select(["quote_line.tax_rate", "quote_line.part_id", "quote_decision.id as decision_id"])
    .select(["quote_decision.channel", "quote_decision.who", "quote_decision.note", "quote_decision.at"])
    .select(["quote_decision.signature_id", "user.name as by"])
    .orderBy("quote.revision", "desc").orderBy("quote_line.position");
}
