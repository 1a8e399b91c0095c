import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import type { GatewayPaymentState, Provider, ReviewKind, ReviewReason, ReviewState } from "./gateway.ts";
import type { PaymentsFilter } from "./input.ts";

export interface ReviewLine {
  id: string;
  kind: ReviewKind;
  reason: ReviewReason;
  amountMinor: number;
  currency: string;
  provider: Provider;
  externalId: string;
  order: string | null;
  openedAt: number;
}

const MOST_REVIEWS = 100;

/** What waits to be decided, oldest first. */
export async function openReviews(ctx: Ctx): Promise<ReviewLine[]> {
  return await reviewRows(ctx).where("gateway_review.state", "=", "open").orderBy("gateway_review.seq")
    .limit(MOST_REVIEWS).execute();
}

export interface ReviewDetail extends ReviewLine {
  state: ReviewState;
  live: boolean;
  /** What was asked for, null where no intent of ours is named. */
  asked: { amountMinor: number; currency: string } | null;
  resolvedAt: number | null;
  resolvedBy: string | null;
  note: string;
}

/** @throws AppError not_found */
export async function readReview(ctx: Ctx, id: string): Promise<ReviewDetail> {
  const row = await reviewRows(ctx)
    .leftJoin("payment_intent", "payment_intent.id", "gateway_payment.intent_id")
    .leftJoin("user", "user.id", "gateway_review.resolved_by")
    .select(["gateway_review.state", "gateway_review.note", "gateway_review.resolved_at as resolvedAt"])
    .select(["user.name as resolvedBy", "gateway_payment.live"])
    .select(["payment_intent.amount_minor as askedMinor", "payment_intent.currency as askedCurrency"])
    .where("gateway_review.id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  const { askedMinor, askedCurrency, live, ...review } = row;
  const asked = askedMinor !== null && askedCurrency !== null
    ? { amountMinor: askedMinor, currency: askedCurrency }
    : null;
  return { ...review, live: live === 1, asked };
}

function reviewRows(ctx: Ctx) {
  return ctx.db.selectFrom("gateway_review")
    .innerJoin("gateway_payment", "gateway_payment.id", "gateway_review.gateway_payment_id")
    .leftJoin("order", "order.id", "gateway_review.order_id")
    .select(["gateway_review.id", "gateway_review.kind", "gateway_review.reason", "gateway_payment.currency"])
    .select(["gateway_review.amount_minor as amountMinor", "gateway_review.opened_at as openedAt"])
    .select(["gateway_payment.provider", "gateway_payment.external_id as externalId"])
    .select("order.number as order");
}

export interface OnlinePayment {
  seq: number;
  id: string;
  provider: Provider;
  externalId: string;
  state: GatewayPaymentState;
  amountMinor: number;
  refundedMinor: number;
  currency: string;
  order: string | null;
  paymentId: string | null;
  seenAt: number;
}

export const PAYMENTS_PER_PAGE = 50;

/** What providers told of, newest first. */
export async function listOnlinePayments(
  ctx: Ctx,
  { pasarela, antes }: PaymentsFilter,
  limit = PAYMENTS_PER_PAGE,
): Promise<{ rows: OnlinePayment[]; next: number | null }> {
  const found = await ctx.db.selectFrom("gateway_payment").leftJoin(
    "order",
    "order.id",
    "gateway_payment.order_id",
  )
    .select([
      "gateway_payment.seq",
      "gateway_payment.id",
      "gateway_payment.provider",
      "gateway_payment.state",
    ])
    .select(["gateway_payment.external_id as externalId", "gateway_payment.amount_minor as amountMinor"])
    .select(["gateway_payment.refunded_minor as refundedMinor", "gateway_payment.currency"])
    .select(["order.number as order", "gateway_payment.payment_id as paymentId"])
    .select("gateway_payment.seen_at as seenAt")
    .$if(pasarela !== null, (q) => q.where("gateway_payment.provider", "=", pasarela ?? "signed"))
    .$if(antes !== null, (q) => q.where("gateway_payment.seq", "<", antes ?? 0))
    .orderBy("gateway_payment.seq", "desc").limit(limit + 1).execute();
  const rows = found.slice(0, limit);
  return { rows, next: found.length > rows.length ? rows.at(-1)?.seq ?? null : null };
}
