import { sql } from "kysely";
import type { Ctx } from "../context.ts";
import { unindexed } from "../db/unindexed.ts";
import { rowsOfFound } from "../orders/found.ts";
import type { QuoteStatus } from "./quote.ts";

export const QUOTE_SORTS = ["newest", "oldest"] as const;

export interface QuoteFilter {
  /** Words of their orders; the newest orders come first then, each with its last version first. */
  q: string;
  /** As they stand now: `expired` from the instant on. */
  status?: QuoteStatus;
  clientId?: string;
  /** `none` for orders that nobody has. */
  technicianId?: string;
  branchId?: string;
  /** When they were begun, UTC milliseconds; `until` is not included. */
  since?: number;
  until?: number;
  sort: (typeof QUOTE_SORTS)[number];
  after: QuoteEnd | null;
}

/** The last quote of a page: when it was begun and its id; of a search, `seq` of its order and its revision. */
export type QuoteEnd = { at: number; id: string } | { seq: number; revision: number };

/** The ids of a page of quotes, of all orders. */
export async function listQuoteIds(
  ctx: Ctx,
  filter: QuoteFilter,
  limit: number,
): Promise<{ ids: string[]; next: QuoteEnd | null }> {
  const { q, after } = filter;
  const enough = limit + 1;
  const upTo = after && "seq" in after ? after.seq : undefined;
  const found = q.trim() === ""
    ? await quoteList(ctx, filter).limit(enough).execute()
    : await rowsOfFound(ctx, { text: q, upTo, enough }, (orderIds, wanted) =>
      quoteList(ctx, filter, orderIds).limit(wanted).execute());
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  const sought = q.trim() !== "";
  const { seq = 0, revision = 0, created_at: at = 0, id = "" } = last ?? {};
  return { ids: rows.map((row) => row.id), next: last ? sought ? { seq, revision } : { at, id } : null };
}

/** The query of a page, of a search for those of the orders found; for the planner's test too. */
export function quoteList(ctx: Ctx, filter: QuoteFilter, orderIds: readonly string[] | null = null) {
  const { clientId = "", technicianId, branchId = "", since = 0, until = 0, sort, after } = filter;
  const quotes = ctx.db.selectFrom("quote").innerJoin("order", "order.id", "quote.order_id")
    .select(["quote.id", "quote.created_at", "quote.revision", "order.seq"])
    .$if(filter.status !== undefined, (query) => query.where(standsAs(filter.status ?? "draft", ctx.now)))
    .$if(
      clientId !== "",
      (query) =>
        query.where(
          "quote.order_id",
          "in",
          (where) => where.selectFrom("order as own").select("own.id").where("own.client_id", "=", clientId),
        ),
    )
    .$if(technicianId !== undefined, (query) =>
      // Nobody's are those of `none`.
      query.where(unindexed("order.technician_id", "none"), "=", technicianId ?? ""))
    .$if(branchId !== "", (query) => query.where(unindexed("order.branch_id"), "=", branchId))
    .$if(filter.since !== undefined, (query) => query.where("quote.created_at", ">=", since))
    .$if(filter.until !== undefined, (query) => query.where("quote.created_at", "<", until));
  if (orderIds !== null) {
    const end = after && "seq" in after ? after : null;
    return quotes.where("quote.order_id", "in", orderIds)
      .$if(
        end !== null,
        (query) => query.where(sql<boolean>`("order".seq, quote.revision) < (${end?.seq}, ${end?.revision})`),
      )
      .orderBy("order.seq", "desc").orderBy("quote.revision", "desc");
  }
  const end = after && "at" in after ? after : null;
  const direction = sort === "newest" ? "desc" : "asc";
  const beyond = sort === "newest" ? sql`<` : sql`>`;
  return quotes
    .$if(
      end !== null,
      (query) =>
        query.where("quote.created_at", sort === "newest" ? "<=" : ">=", end?.at ?? 0)
          .where(sql<boolean>`(quote.created_at, quote.id) ${beyond} (${end?.at}, ${end?.id})`),
    )
    .orderBy("quote.created_at", direction).orderBy("quote.id", direction);
}

/** An offer whose validity is over has expired, also before that was written down. */
function standsAs(status: QuoteStatus, now: number) {
  if (status === "expired") {
    return sql<boolean>`coalesce(quote.status, '') in ('expired', 'sent', 'viewed')
      and (quote.status = 'expired' or quote.valid_until is null or quote.valid_until <= ${now})`;
  }
  if (status === "sent" || status === "viewed") {
    return sql<boolean>`quote.status = ${status} and quote.valid_until > ${now}`;
  }
  return sql<boolean>`quote.status = ${status}`;
}
