import { z } from "zod";
import { cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant, instantOrNull, Money, money, PAGE } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { NotifyIn, OrderNumber } from "../orders/json.ts";
import { paths } from "../paths.ts";
import { GATEWAY_PAYMENT_STATES, PROVIDERS, REVIEW_KINDS, REVIEW_REASONS, REVIEW_STATES } from "./gateway.ts";
import { dismissInput } from "./input.ts";
import { acceptReview, dismissReview } from "./review_commands.ts";
import { listOnlinePayments, openReviews, readReview, type ReviewLine } from "./review_queries.ts";

const tag = "payments";
const params = z.object({ id: Id });

const OnlinePayment = z.object({
  id: Id,
  provider: z.enum(PROVIDERS),
  external_id: z.string().meta({ description: "As the provider calls it" }),
  state: z.enum(GATEWAY_PAYMENT_STATES),
  amount: Money,
  refunded: Money,
  order_number: OrderNumber.nullable(),
  payment_id: Id.nullable().meta({ description: "The ledger's entry, once it was entered" }),
  seen_at: Instant,
}).meta({ id: "OnlinePayment", description: "What a provider told of" });

const ReviewSummary = z.object({
  id: Id,
  kind: z.enum(REVIEW_KINDS),
  reason: z.enum(REVIEW_REASONS),
  amount: Money,
  provider: z.enum(PROVIDERS),
  external_id: z.string(),
  order_number: OrderNumber.nullable(),
  opened_at: Instant,
}).meta({ id: "PaymentReviewSummary" });

const Review = ReviewSummary.extend({
  state: z.enum(REVIEW_STATES),
  live: z.boolean().meta({ description: "False for money of a test account" }),
  asked: Money.nullable().meta({ description: "What was asked for" }),
  resolved_at: Instant.nullable(),
  resolved_by: z.string().nullable(),
  note: z.string(),
}).meta({
  id: "PaymentReview",
  description: "A payment or refund of a provider that somebody has to decide",
});
const answer = { text: "The review as it is now", schema: Review };

/** What gateways brought, and what of it somebody has to decide. */
export const paymentReviewOperations: readonly Operation[] = [
  operation({
    id: "listOnlinePayments",
    method: "get",
    path: paths.apiOnlinePayments(),
    tag,
    scope: "payments:read",
    summary: "List what providers told of",
    query: z.object({ ...PAGE, provider: z.enum(PROVIDERS, { error: "invalid" }).optional() }),
    answer: { text: "One page of them, newest first", schema: z.array(OnlinePayment) },
    async handle(ctx, { query: { provider, cursor, limit } }) {
      const [antes] = cursorNumbers("online", cursor, { count: 1 }) ?? [];
      const filter = { pasarela: provider ?? null, antes: antes ?? null };
      const { rows, next } = await listOnlinePayments(ctx, filter, limit);
      const body = rows.map((row) => ({
        id: row.id,
        provider: row.provider,
        external_id: row.externalId,
        state: row.state,
        amount: money(row.amountMinor, row.currency),
        refunded: money(row.refundedMinor, row.currency),
        order_number: row.order,
        payment_id: row.paymentId,
        seen_at: instant(row.seenAt),
      }));
      return { body, next: next === null ? null : cursorText("online", [next]) };
    },
  }),
  operation({
    id: "listPaymentReviews",
    method: "get",
    path: paths.apiPaymentReviews(),
    tag,
    scope: "payments:review",
    summary: "List what waits to be decided",
    answer: { text: "The oldest hundred", schema: z.array(ReviewSummary) },
    async handle(ctx) {
      return { body: (await openReviews(ctx)).map(summary) };
    },
  }),
  operation({
    id: "getPaymentReview",
    method: "get",
    path: paths.apiPaymentReview("{id}"),
    tag,
    scope: "payments:review",
    summary: "Read what waits to be decided, or was",
    params,
    answer,
    handle: (ctx, { params: { id } }) => reviewReply(ctx, id),
  }),
  operation({
    id: "acceptPaymentReview",
    method: "post",
    path: paths.apiPaymentReview("{id}", "aceptacion"),
    tag,
    scope: "payments:review",
    summary: "Enter it in the ledger of an order",
    params,
    body: z.object({ order_number: OrderNumber, notify: NotifyIn }),
    names: { order: "order_number" },
    example: { order_number: "S01-000052" },
    answer,
    async handle(ctx, { params: { id }, body: { order_number: order, notify } }) {
      await acceptReview(ctx, id, { order, silent: !notify });
      return await reviewReply(ctx, id);
    },
  }),
  operation({
    id: "dismissPaymentReview",
    method: "post",
    path: paths.apiPaymentReview("{id}", "descarte"),
    tag,
    scope: "payments:review",
    summary: "Decide that nothing is to be entered",
    params,
    body: dismissInput,
    example: { note: "Era una prueba" },
    answer,
    async handle(ctx, { params: { id }, body }) {
      await dismissReview(ctx, id, body);
      return await reviewReply(ctx, id);
    },
  }),
];

async function reviewReply(ctx: Ctx, id: string): Promise<{ body: z.input<typeof Review> }> {
  const review = await readReview(ctx, id);
  const { state, live, asked, note } = review;
  return {
    body: {
      ...summary(review),
      state,
      live,
      asked: asked && money(asked.amountMinor, asked.currency),
      resolved_at: instantOrNull(review.resolvedAt),
      resolved_by: review.resolvedBy,
      note,
    },
  };
}

function summary(line: ReviewLine): z.input<typeof ReviewSummary> {
  const { id, kind, reason, amountMinor, currency, provider, externalId, order, openedAt } = line;
  return {
    id,
    kind,
    reason,
    amount: money(amountMinor, currency),
    provider,
    external_id: externalId,
    order_number: order,
    opened_at: instant(openedAt),
  };
}
