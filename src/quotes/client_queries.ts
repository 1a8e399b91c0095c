import type { Ctx } from "../context.ts";
import { readBalance } from "../orders/balance.ts";
import type { OrderStatus } from "../orders/status.ts";
import type { Offer } from "./offer.ts";
import { readOffer } from "./offer_queries.ts";
import { type DecisionChannel, inForce } from "./quote.ts";

/** What a client can do with the offer of their order, or how they answered it. */
export type OfferState = "open" | "paused" | "approved" | "rejected" | "expired";

/** The offer that counts for the client of an order; instants are UTC milliseconds. */
export interface ClientOffer {
  state: OfferState;
  offer: Offer;
  /** Of the deposit, still to be paid before the work begins; minor units. */
  depositDueMinor: number;
  answer: { who: string; at: number; channel: DecisionChannel } | null;
}

/** Null for an order of which nothing was ever offered. Drafts and what was replaced are nobody's to see. */
export async function clientOffer(
  ctx: Ctx,
  order: { id: string; status: OrderStatus },
): Promise<ClientOffer | null> {
  const quote = await ctx.db.selectFrom("quote").select(["id", "status", "valid_until", "deposit_minor"])
    .where("order_id", "=", order.id).where("status", "not in", ["draft", "superseded"])
    .orderBy("revision", "desc").limit(1).executeTakeFirst();
  if (!quote) return null;
  const [offer, answer, balance] = await Promise.all([
    readOffer(ctx.db, ctx, quote.id),
    ctx.db.selectFrom("quote_decision").select(["who", "at", "channel"]).where("quote_id", "=", quote.id)
      .orderBy("at", "desc").limit(1).executeTakeFirst(),
    quote.deposit_minor ? readBalance(ctx.db, order.id) : null,
  ]);
  const waits = order.status === "awaiting_approval";
  const due = waits && quote.status === "approved" && balance ? (quote.deposit_minor ?? 0) - balance.paid : 0;
  const answered = quote.status === "approved" || quote.status === "rejected" ? quote.status : null;
  return {
    state: answered ?? (inForce(quote, ctx.now) ? waits ? "open" : "paused" : "expired"),
    offer,
    depositDueMinor: Math.max(0, due),
    answer: answer ?? null,
  };
}
