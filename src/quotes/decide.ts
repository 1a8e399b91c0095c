import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { invalid } from "../lib/app_error.ts";
import { actingUser } from "../orders/acting_user.ts";
import { recordEvent } from "../orders/history.ts";
import type { OrderRow } from "../orders/row.ts";
import type { Effect, OrderStatus } from "../orders/status.ts";
import { isWorking } from "../parts/order_part.ts";
import { type DecisionFacts, sealedEvidence } from "./evidence.ts";
import { tellTheShop } from "./notices.tsx";
import { offerSums } from "./offer.ts";
import { readOffer } from "./offer_queries.ts";
import { findQuote, type QuoteRow, standingQuotes } from "./rows.ts";
import { settleApproval, undoApproval } from "./settle.ts";

export interface Deciding {
  order: OrderRow;
  quote: QuoteRow;
  facts: DecisionFacts;
}

/**
 * Writes down what was decided on an offer, with its evidence, and freezes it; the order is moved by the caller, who holds it.
 * Answers the quote as it is now. @throws invalid when one of several options has to be chosen
 */
export async function decide(trx: Db, ctx: Ctx, { order, quote, facts: given }: Deciding): Promise<QuoteRow> {
  const offer = await readOffer(trx, ctx, quote.id);
  const facts: DecisionFacts = offer.options.length > 0 ? given : { ...given, option: "" };
  const sums = offerSums(offer);
  const approved = facts.decision === "approved";
  const sum = sums.find((one) => one.option === facts.option) ?? null;
  if (approved && sum === null) throw invalid({ option: { code: "option_choose" } });
  await trx.insertInto("quote_decision").values({
    id: facts.id,
    quote_id: quote.id,
    order_id: order.id,
    decision: facts.decision,
    option: facts.option,
    channel: facts.channel,
    who: facts.who,
    note: facts.note,
    terms_version_id: offer.terms?.id ?? null,
    signature_id: await insertSignature(trx, ctx, facts),
    at: ctx.now,
    ip: ctx.ip,
    user_agent: facts.userAgent,
    recorded_by: ctx.actor.kind === "user" || ctx.actor.kind === "token" ? actingUser(ctx) : null,
    ...sealedEvidence(ctx, offer, facts),
  }).execute();
  await trx.updateTable("quote").set({
    status: facts.decision,
    decided_at: ctx.now,
    approved_option: approved ? facts.option : null,
    deposit_minor: approved ? sum?.depositMinor ?? 0 : null,
    remind_at: null,
    updated_at: ctx.now,
    version: quote.version + 1,
  }).where("id", "=", quote.id).execute();
  await recordEvent(trx, ctx, {
    orderId: order.id,
    kind: approved ? "quote_approved" : "quote_rejected",
    data: {
      quote_id: quote.id,
      revision: quote.revision,
      channel: facts.channel,
      who: facts.who,
      ...(facts.note && { note: facts.note }),
      ...(facts.option && { option: facts.option }),
      ...(approved && quote.claim_reason && { reason: quote.claim_reason }),
      ...(approved && sum && { total_minor: sum.totalMinor, currency: offer.currency }),
    },
  });
  await tellTheShop(trx, ctx, { order, offer, facts, sentBy: quote.sent_by });
  return await findQuote(trx, { orderId: order.id, quoteId: quote.id });
}

/** Enters what the approved quote of an order bills, now that the order goes on; without one there is nothing to enter. */
export async function settleApproved(trx: Db, ctx: Ctx, order: OrderRow): Promise<void> {
  const { approved } = await standingQuotes(trx, order.id);
  if (approved) await settleApproval(trx, ctx, { order, quote: approved });
}

/** A new offer takes the place of what could be accepted or was approved; what that one has charged is taken back. */
export async function supersede(
  trx: Db,
  ctx: Ctx,
  { order, by }: { order: OrderRow; by: number },
): Promise<void> {
  const { open, approved } = await standingQuotes(trx, order.id);
  for (const quote of [open, approved]) {
    if (!quote) continue;
    await undoApproval(trx, ctx, { order, quote });
    await trx.updateTable("quote")
      .set({ status: "superseded", remind_at: null, updated_at: ctx.now, version: quote.version + 1 })
      .where("id", "=", quote.id).execute();
    await recordEvent(trx, ctx, {
      orderId: order.id,
      kind: "quote_superseded",
      data: { quote_id: quote.id, revision: quote.revision, by },
    });
  }
}

/** The shop's own word that the client does not want it; nothing when no offer stands. */
export async function rejectStanding(
  trx: Db,
  ctx: Ctx,
  { order, reason }: { order: OrderRow; reason: string },
): Promise<void> {
  const { open, approved } = await standingQuotes(trx, order.id);
  for (const quote of [open, approved]) {
    if (!quote) continue;
    await undoApproval(trx, ctx, { order, quote });
    await decide(trx, ctx, { order, quote, facts: ofTheShop(ctx, { note: reason }) });
  }
}

/** An order that ends without the work owes nothing for it. */
export async function releaseApproved(trx: Db, ctx: Ctx, order: OrderRow): Promise<void> {
  const { approved } = await standingQuotes(trx, order.id);
  if (approved) await undoApproval(trx, ctx, { order, quote: approved });
}

/** Whether a move of an order rejects what it was offered, bills it or takes that back. */
export async function touchesOffer(
  trx: Db,
  { order, to, effects }: { order: OrderRow; to: OrderStatus; effects: readonly Effect[] },
): Promise<boolean> {
  const { open, approved } = await standingQuotes(trx, order.id);
  if (effects.includes("outcome_quote_rejected")) return open !== null || approved !== null;
  if (approved === null) return false;
  return to === "cancelled" ? approved.settled_at !== null : isWorking(to) && approved.settled_at === null;
}

function ofTheShop(ctx: Ctx, { note }: { note: string }): DecisionFacts {
  return {
    id: ctx.random.id(ctx.now),
    decision: "rejected",
    option: "",
    channel: "",
    who: "",
    note,
    userAgent: "",
    signature: null,
  };
}

async function insertSignature(trx: Db, ctx: Ctx, { signature }: DecisionFacts): Promise<string | null> {
  if (!signature) return null;
  const id = ctx.random.id(ctx.now);
  await trx.insertInto("signature").values({
    id,
    purpose: "quote",
    name: signature.name,
    file_hash: signature.fileHash,
    at: ctx.now,
    ip: ctx.ip,
  }).execute();
  return id;
}
