import type { Selectable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import type { Topic } from "../http/live.ts";
import { readBalance } from "../orders/balance.ts";
import { lockOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import { findGateway } from "./connections.ts";
import { dueOf, UNPAYABLE } from "./due.ts";
import type { Provider, ProviderPayment, ReviewReason } from "./gateway.ts";
import { enterPaid, enterReturned } from "./ledger.ts";
import { openReview, withdrawReview } from "./reviews.ts";

type Intent = Selectable<Schema["payment_intent"]>;
export type HeldPayment = Selectable<Schema["gateway_payment"]>;

interface Settling {
  told: ProviderPayment;
  held: HeldPayment;
  intent: Intent | null;
  order: OrderRow | null;
}

/**
 * Makes of a payment what the provider says of it: one ledger entry, one for each refund, or a line for somebody to look at. Told
 * again, late or in another order, nothing happens twice.
 */
export async function settlePayment(ctx: Ctx, provider: Provider, told: ProviderPayment): Promise<void> {
  const topics = await ctx.db.transaction().execute(async (trx): Promise<Topic[]> => {
    const intent = await intentOf(trx, provider, told);
    const held = await holdPayment(trx, ctx, { provider, told, intent });
    const order = await orderOf(trx, { intent, told, held });
    const settling = { told, held, intent, order };
    await settlePaid(trx, ctx, settling);
    await settleReturned(trx, ctx, settling);
    return order ? [...topicsOf(order), "jobs"] : [];
  });
  ctx.live.changed(...topics);
}

async function intentOf(trx: Db, provider: Provider, { intentId }: ProviderPayment): Promise<Intent | null> {
  if (intentId === "") return null;
  return await trx.selectFrom("payment_intent").selectAll().where("id", "=", intentId)
    .where("provider", "=", provider).executeTakeFirst() ?? null;
}

/** The payment's row, held until the transaction ends: of two who tell of it at once the second sees what the first did. */
async function holdPayment(
  trx: Db,
  ctx: Ctx,
  { provider, told, intent }: { provider: Provider; told: ProviderPayment; intent: Intent | null },
): Promise<HeldPayment> {
  const key = { provider, external_id: told.externalId };
  await trx.insertInto("gateway_payment").values({
    ...key,
    id: ctx.random.id(ctx.now),
    intent_id: intent?.id ?? null,
    order_id: null,
    state: "pending",
    amount_minor: told.amountMinor,
    currency: told.currency,
    refunded_minor: 0,
    returned_minor: 0,
    live: Number(told.live),
    payment_id: null,
    seen_at: ctx.now,
    updated_at: ctx.now,
  }).onConflict((known) => known.columns(["provider", "external_id"]).doNothing()).execute();
  return await trx.selectFrom("gateway_payment").selectAll().where("provider", "=", provider)
    .where("external_id", "=", told.externalId).forUpdate().executeTakeFirstOrThrow();
}

/** The order that it was for, held; null when it names none that is known. */
async function orderOf(
  trx: Db,
  { intent, told, held }: Omit<Settling, "order">,
): Promise<OrderRow | null> {
  const id = held.order_id ?? intent?.order_id;
  const found = id === undefined
    ? await trx.selectFrom("order").select("number").where("number", "=", told.orderNumber ?? "")
      .executeTakeFirst()
    : await trx.selectFrom("order").select("number").where("id", "=", id).executeTakeFirst();
  return found ? await lockOrder(trx, found.number) : null;
}

async function settlePaid(trx: Db, ctx: Ctx, settling: Settling): Promise<void> {
  const { told, held, intent, order } = settling;
  const open = held.state === "pending" || held.state === "rejected";
  if (!open) return;
  const paid = told.state === "approved" || told.state === "charged_back";
  if (!paid) {
    await change(trx, ctx, held, { state: told.state === "rejected" ? "rejected" : "pending" });
    await changeIntent(trx, intent, { state: told.state === "rejected" ? "open" : "pending" });
    return;
  }
  await change(trx, ctx, held, {
    amount_minor: told.amountMinor,
    currency: told.currency,
    live: Number(told.live),
    order_id: order?.id ?? null,
  });
  const doubt = await doubtOf(trx, settling);
  if (doubt === null && order) {
    const payment_id = await enterPaid(trx, ctx, {
      held,
      order,
      intent,
      by: await answersFor(trx, held, intent),
    });
    await change(trx, ctx, held, { state: "recorded", payment_id });
    await changeIntent(trx, intent, { state: "paid", settled_at: ctx.now, check_at: null });
    return;
  }
  await openReview(trx, ctx, {
    held,
    kind: "payment",
    cause: "payment",
    reason: doubt ?? "unknown_reference",
    amountMinor: held.amount_minor,
  });
  await change(trx, ctx, held, { state: "review" });
  await changeIntent(trx, intent, { state: "review", settled_at: ctx.now, check_at: null });
}

/** Why a payment is not entered by itself, null when nothing is wrong with it. */
async function doubtOf(trx: Db, { told, intent, order }: Settling): Promise<ReviewReason | null> {
  if (!told.live) return "test_payment";
  if (!order) return "unknown_reference";
  if ((intent ?? order).currency !== told.currency) return "currency_differs";
  if (intent && intent.amount_minor !== told.amountMinor) return "amount_differs";
  if (UNPAYABLE.includes(order.status)) return "order_closed";
  const due = await dueOf(trx, order);
  const { balance } = await readBalance(trx, order.id);
  return told.amountMinor > Math.max(balance, due?.amountMinor ?? 0) ? "overpaid" : null;
}

async function settleReturned(trx: Db, ctx: Ctx, { told, held, intent, order }: Settling): Promise<void> {
  const refunded = Math.max(held.refunded_minor, told.refundedMinor);
  if (refunded !== held.refunded_minor) await change(trx, ctx, held, { refunded_minor: refunded });
  if (held.state === "review" && refunded >= held.amount_minor) {
    await withdrawReview(trx, ctx, held);
    await change(trx, ctx, held, { state: "dismissed", returned_minor: refunded });
    return;
  }
  if (held.state !== "recorded" || !order) return;
  if (told.state === "charged_back") {
    const amountMinor = held.amount_minor - held.returned_minor;
    await openReview(trx, ctx, {
      held,
      kind: "refund",
      cause: "chargeback",
      reason: "chargeback",
      amountMinor,
    });
    return;
  }
  const amountMinor = refunded - held.returned_minor;
  if (amountMinor <= 0) return;
  const { paid } = await readBalance(trx, order.id);
  await change(trx, ctx, held, { returned_minor: refunded });
  // Less is left than went back: somebody may have entered it by hand.
  if (amountMinor > paid) {
    const cause = `refund:${refunded}`;
    await openReview(trx, ctx, { held, kind: "refund", cause, reason: "refund_unknown", amountMinor });
    return;
  }
  await enterReturned(trx, ctx, { held, order, amountMinor, by: await answersFor(trx, held, intent) });
}

/** Who of the shop stands for what a gateway enters: who made the link, else who set the gateway up. */
async function answersFor(trx: Db, held: HeldPayment, intent: Intent | null): Promise<string> {
  if (intent?.created_by) return intent.created_by;
  const gateway = await findGateway(trx, held.provider);
  if (!gateway) throw new Error(`The gateway ${held.provider} was never set up`);
  return gateway.updated_by;
}

/** In the database and in the caller's hands. */
async function change(trx: Db, ctx: Ctx, held: HeldPayment, changes: Partial<HeldPayment>): Promise<void> {
  Object.assign(held, changes, { updated_at: ctx.now });
  await trx.updateTable("gateway_payment").set({ ...changes, updated_at: ctx.now }).where("id", "=", held.id)
    .execute();
}

/** What is over stays as it was; a client may try again after a refusal. */
async function changeIntent(trx: Db, intent: Intent | null, changes: Partial<Intent>): Promise<void> {
  if (!intent) return;
  await trx.updateTable("payment_intent").set(changes).where("id", "=", intent.id)
    .where("state", "not in", ["paid", "review"]).execute();
}
