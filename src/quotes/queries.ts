import type { Ctx } from "../context.ts";
import {
  type DecisionChannel,
  inForce,
  type LineOption,
  type QuoteOption,
  type QuoteStatus,
} from "./quote.ts";
import { offerSums } from "./offer.ts";
import { lineOf, optionsOf, type QuoteLine } from "./rows.ts";

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
export async function orderQuotes(ctx: Ctx, orderId: string): Promise<OrderQuote[]> {
  const { db } = ctx;
  const [quotes, lines, answers] = await Promise.all([
    quoteRows(ctx, orderId).execute(),
    lineRows(ctx, orderId).execute(),
    db.selectFrom("quote_decision").innerJoin("quote", "quote.id", "quote_decision.quote_id")
      .leftJoin("user", "user.id", "quote_decision.recorded_by")
      .select([
        "quote_decision.id",
        "quote_decision.quote_id",
        "quote_decision.channel",
        "quote_decision.who",
      ])
      .select(["quote_decision.note", "quote_decision.at", "quote_decision.signature_id", "user.name as by"])
      .where("quote.order_id", "=", orderId).orderBy("quote_decision.at", "desc").execute(),
  ]);
  return quotes.map((quote): OrderQuote => {
    const own = lines.filter((line) => line.quote_id === quote.id).map(lineOf);
    const options = optionsOf(quote);
    const taxIncluded = quote.tax_included === 1;
    const answer = answers.find(({ quote_id }) => quote_id === quote.id);
    const open = quote.status === "sent" || quote.status === "viewed";
    return {
      id: quote.id,
      revision: quote.revision,
      status: open && !inForce(quote, ctx.now) ? "expired" : quote.status,
      currency: quote.currency,
      taxIncluded,
      options,
      lines: own,
      sums: offerSums({ lines: own, options, taxIncluded, depositPercent: quote.deposit_percent }),
      sentAt: quote.sent_at,
      validUntil: quote.valid_until,
      viewedAt: quote.viewed_at,
      approvedOption: quote.approved_option,
      depositMinor: quote.deposit_minor ?? 0,
      settled: quote.settled_at !== null,
      version: quote.version,
      decision: answer
        ? {
          id: answer.id,
          channel: answer.channel,
          who: answer.who,
          note: answer.note,
          at: answer.at,
          signed: answer.signature_id !== null,
          by: answer.by,
        }
        : null,
    };
  });
}

export function quoteRows({ db }: Pick<Ctx, "db">, orderId: string) {
  return db.selectFrom("quote").selectAll().where("order_id", "=", orderId).orderBy("revision", "desc");
}

export function lineRows({ db }: Pick<Ctx, "db">, orderId: string) {
  return db.selectFrom("quote_line").innerJoin("quote", "quote.id", "quote_line.quote_id").selectAll(
    "quote_line",
  )
    .where("quote.order_id", "=", orderId).orderBy("quote_line.position");
}
