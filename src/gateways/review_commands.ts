import type { Selectable } from "kysely";
import { type AuditData, recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import type { Topic } from "../http/live.ts";
import { AppError, conflict, invalid, notFound } from "../lib/app_error.ts";
import { actingUser } from "../orders/acting_user.ts";
import { readBalance } from "../orders/balance.ts";
import { lockOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import type { AcceptInput } from "./input.ts";
import { enterPaid, enterReturned } from "./ledger.ts";

type Review = Selectable<Schema["gateway_review"]>;
type Held = Selectable<Schema["gateway_payment"]>;

/**
 * Enters what was left to decide in the ledger of an order: a payment, or money that a provider took back.
 * @throws AppError forbidden, not_found; conflict `review_resolved`, `test_payment`; invalid `order`
 */
export async function acceptReview(
  ctx: Ctx,
  id: string,
  { order: number, silent }: AcceptInput,
): Promise<void> {
  requirePermission(ctx.actor, "payments.review");
  await resolve(ctx, id, async (trx, { review, held }) => {
    if (held.live === 0) throw conflict("test_payment");
    const order = await orderNamed(trx, number);
    if (isDecided(review, { state: "accepted", order_id: order.id })) return [];
    if (order.currency !== held.currency) {
      throw invalid({
        order: { code: "currency_differs", params: { order: order.currency, payment: held.currency } },
      });
    }
    const by = actingUser(ctx);
    const payment_id = review.kind === "payment"
      ? await enterAccepted(trx, ctx, { held, order, by, notify: !silent })
      : await takeBack(trx, ctx, { review, held, order, by });
    await close(trx, ctx, { review, state: "accepted", note: "", orderId: order.id });
    await recordAudit(trx, ctx, {
      kind: "gateway_review_accepted",
      subject: { kind: "gateway_review", id },
      data: { ...facts(review, held), order: order.number, payment: payment_id },
    });
    return [...topicsOf(order), "jobs"];
  });
}

/** Decides that nothing is to be entered, and why. @throws AppError forbidden, not_found, conflict `review_resolved` */
export async function dismissReview(ctx: Ctx, id: string, { note }: { note: string }): Promise<void> {
  requirePermission(ctx.actor, "payments.review");
  await resolve(ctx, id, async (trx, { review, held }) => {
    if (isDecided(review, { state: "dismissed", note })) return [];
    if (review.kind === "payment") await changeHeld(trx, ctx, held, { state: "dismissed" });
    await close(trx, ctx, { review, state: "dismissed", note, orderId: review.order_id });
    await recordAudit(trx, ctx, {
      kind: "gateway_review_dismissed",
      subject: { kind: "gateway_review", id },
      data: { ...facts(review, held), note },
    });
    return [];
  });
}

/** Whether it was decided so before: a second click. @throws AppError conflict `review_resolved` where otherwise */
function isDecided(review: Review, decision: Partial<Review>): boolean {
  if (review.state === "open") return false;
  const same = Object.entries(decision).every(([name, value]) => review[name as keyof Review] === value);
  if (!same) throw conflict("review_resolved");
  return true;
}

async function resolve(
  ctx: Ctx,
  id: string,
  act: (trx: Db, held: { review: Review; held: Held }) => Promise<Topic[]>,
): Promise<void> {
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const known = await trx.selectFrom("gateway_review").select("gateway_payment_id").where("id", "=", id)
      .executeTakeFirst();
    if (!known) throw notFound();
    // The payment first, as who settles it does: nobody waits in a circle.
    const held = await trx.selectFrom("gateway_payment").selectAll().where(
      "id",
      "=",
      known.gateway_payment_id,
    )
      .forUpdate().executeTakeFirstOrThrow();
    const review = await trx.selectFrom("gateway_review").selectAll().where("id", "=", id)
      .executeTakeFirstOrThrow();
    return await act(trx, { review, held });
  });
  ctx.live.changed(...topics);
}

interface Entering {
  held: Held;
  order: OrderRow;
  by: string;
}

async function enterAccepted(
  trx: Db,
  ctx: Ctx,
  { held, order, by, notify }: Entering & { notify: boolean },
): Promise<string> {
  const payment_id = await enterPaid(trx, ctx, { held, order, by, intent: null, notify });
  const returned = held.refunded_minor - held.returned_minor;
  if (returned > 0) await enterReturned(trx, ctx, { held, order, by, amountMinor: returned });
  await changeHeld(trx, ctx, held, {
    state: "recorded",
    payment_id,
    order_id: order.id,
    returned_minor: held.refunded_minor,
  });
  await trx.updateTable("payment_intent").set({ state: "paid" }).where("id", "=", held.intent_id ?? "")
    .execute();
  return payment_id;
}

async function takeBack(
  trx: Db,
  ctx: Ctx,
  { review, held, order, by }: Entering & { review: Review },
): Promise<string> {
  const amountMinor = review.amount_minor;
  const { paid } = await readBalance(trx, order.id);
  if (amountMinor > paid) throw invalid({ order: { code: "more_than_paid" } });
  const entered = await enterReturned(trx, ctx, { held, order, by, amountMinor });
  if (review.cause === "chargeback") {
    const sum = held.returned_minor + amountMinor;
    await changeHeld(trx, ctx, held, {
      returned_minor: sum,
      refunded_minor: Math.max(sum, held.refunded_minor),
    });
  }
  return entered;
}

async function orderNamed(trx: Db, number: string): Promise<OrderRow> {
  try {
    return await lockOrder(trx, number.toUpperCase());
  } catch (refusal) {
    if (!(refusal instanceof AppError) || refusal.code !== "not_found") throw refusal;
    throw invalid({ order: { code: "order_unknown" } });
  }
}

async function changeHeld(trx: Db, ctx: Ctx, { id }: Held, changes: Partial<Held>): Promise<void> {
  await trx.updateTable("gateway_payment").set({ ...changes, updated_at: ctx.now }).where("id", "=", id)
    .execute();
}

interface Closing {
  review: Review;
  state: "accepted" | "dismissed";
  note: string;
  orderId: string | null;
}

async function close(trx: Db, ctx: Ctx, { review, state, note, orderId }: Closing): Promise<void> {
  await trx.updateTable("gateway_review")
    .set({ state, note, order_id: orderId, resolved_at: ctx.now, resolved_by: actingUser(ctx) })
    .where("id", "=", review.id).execute();
}

function facts(review: Review, held: Held): AuditData {
  return {
    provider: held.provider,
    external_id: held.external_id,
    reason: review.reason,
    amount_minor: review.amount_minor,
    currency: held.currency,
  };
}
