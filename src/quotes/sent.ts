import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { invalid } from "../lib/app_error.ts";
import { dayOf, dayStart, nextDay } from "../lib/dates.ts";
import { actingUser } from "../orders/acting_user.ts";
import { isClaim, type OrderRow } from "../orders/row.ts";
import { factsNow, wordsNow } from "./offer_queries.ts";
import { nextRevision, type QuoteRow } from "./rows.ts";

interface Sending {
  order: OrderRow;
  validDays: number;
  key: string;
  /** Why it costs something on a warranty claim, "" otherwise. */
  claimReason: string;
}

/**
 * What makes a quote one that the client can answer: what it names and its words as they stand now, until when it holds, when to
 * remind.
 */
export async function sentNow(trx: Db, ctx: Ctx, { order, validDays, key, claimReason }: Sending) {
  const facts = await factsNow(trx, ctx, order.id);
  const { diagnosis, terms } = await wordsNow(trx, ctx, {
    orderId: order.id,
    locale: facts.reading.locale,
  });
  const validUntil = endOfValidity(ctx, order, validDays);
  return {
    status: "sent",
    facts_json: JSON.stringify(facts),
    claim_reason: claimReason,
    diagnosis,
    terms_version_id: terms?.id ?? null,
    sent_key: key,
    sent_at: ctx.now,
    sent_by: actingUser(ctx),
    valid_until: validUntil,
    remind_at: ctx.now + Math.floor((validUntil - ctx.now) / 2),
    updated_at: ctx.now,
  } as const;
}

/** Why an offer costs something, "" where that needs no reason. @throws invalid `claim_reason` when a warranty claim gives none */
export function reasonOfCost(
  order: OrderRow,
  { totals, reason }: { totals: readonly number[]; reason: string },
): string {
  if (!isClaim(order) || totals.every((total) => total === 0)) return "";
  if (reason === "") throw invalid({ claim_reason: { code: "claim_reason" } });
  return reason;
}

/** A price that was agreed on by word of mouth, as an offer of one line; the tax is in it. */
export async function oneLineQuote(
  trx: Db,
  ctx: Ctx,
  { order, key, description, amountMinor, claimReason }: Omit<Sending, "validDays"> & {
    description: string;
    amountMinor: number;
  },
): Promise<QuoteRow> {
  const { settings } = ctx.shop;
  const id = ctx.random.id(ctx.now);
  const quote = await trx.insertInto("quote").values({
    id,
    order_id: order.id,
    revision: await nextRevision(trx, order.id),
    currency: order.currency,
    tax_included: 1,
    options_json: "[]",
    note: "",
    valid_days: settings.quote_days,
    deposit_percent: settings.deposit_percent,
    created_at: ctx.now,
    created_by: actingUser(ctx),
    version: 1,
    ...await sentNow(trx, ctx, { order, validDays: settings.quote_days, key, claimReason }),
  }).returningAll().executeTakeFirstOrThrow();
  await trx.insertInto("quote_line").values({
    id: ctx.random.id(ctx.now),
    quote_id: id,
    position: 0,
    option: "",
    kind: "labour",
    description,
    quantity: 1000,
    unit_minor: amountMinor,
    tax_rate: settings.tax_rates[0] ?? 0,
    part_id: null,
  }).execute();
  return quote;
}

/** An offer holds to the end of its last day at the branch. */
function endOfValidity(ctx: Ctx, order: OrderRow, days: number): number {
  const { timeZone } = branchOf(ctx.shop, order.branch_id);
  return dayStart(nextDay(dayOf(ctx.now, timeZone), days + 1), timeZone);
}
