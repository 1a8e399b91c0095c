import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { signatureImage } from "../files/images.ts";
import { conflict, invalid, notFound } from "../lib/app_error.ts";
import { recordEvent } from "../orders/history.ts";
import { moveFacts } from "../orders/move_facts.ts";
import { applyMove } from "../orders/moves.ts";
import { lockOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import { transition } from "../orders/transition.ts";
import { decidedBy, goOn } from "./approval_commands.ts";
import { decide } from "./decide.ts";
import type { ClientApproval, ClientRejection } from "./input.ts";
import { inForce } from "./quote.ts";
import { findQuote, type QuoteRow } from "./rows.ts";

/** Who answers: by the link of this order, with this browser. */
export interface ByLink {
  orderId: string;
  userAgent: string;
}

/**
 * The client approves what the link showed: the decision with its evidence, the charges and the order's move commit together; while
 * a deposit is missing the order waits for it. The same form again changes nothing.
 * @throws AppError not_found; conflict when it was answered, replaced or is over; invalid with the form's fields
 */
export async function approveByLink(ctx: Ctx, link: ByLink, input: ClientApproval): Promise<void> {
  const signature = await takeSignature(ctx, input);
  if (!signature && ctx.shop.settings.quote_signature_required) {
    throw invalid({ signature: { code: "signature_required" } });
  }
  await byLink(ctx, link, input, async (trx, { client, order, quote }) => {
    await decide(trx, client, {
      order,
      quote,
      facts: {
        id: input.form_key,
        decision: "approved",
        option: input.option,
        channel: "link",
        who: input.name,
        note: "",
        userAgent: link.userAgent,
        signature,
      },
    });
    await goOn(trx, client, { order });
  });
}

/** The client does not want it: the order becomes ready to be collected as it is. @throws AppError as `approveByLink` */
export async function rejectByLink(ctx: Ctx, link: ByLink, input: ClientRejection): Promise<void> {
  const signature = await takeSignature(ctx, input);
  await byLink(ctx, link, input, async (trx, { client, order, quote }) => {
    await decide(trx, client, {
      order,
      quote,
      facts: {
        id: input.form_key,
        decision: "rejected",
        option: "",
        channel: "link",
        who: input.name,
        note: input.reason,
        userAgent: link.userAgent,
        signature,
      },
    });
    const move = { to: "ready", reason: input.reason } as const;
    const verdict = transition(await moveFacts(trx, client, order), client.actor, move);
    if (!verdict.ok) throw verdict.error;
    await applyMove(trx, client, { order, move, verdict });
  });
}

/** Notes the first time that a person opened the offer by the link; later ones say nothing new. */
export async function noteViewed(ctx: Ctx, { orderId }: Pick<ByLink, "orderId">): Promise<void> {
  const seen = await ctx.db.transaction().execute(async (trx) => {
    const order = await heldOrder(trx, orderId);
    const quote = await trx.updateTable("quote")
      .set((q) => ({ status: "viewed", viewed_at: ctx.now, version: q("version", "+", 1) }))
      .where("order_id", "=", orderId).where("status", "=", "sent").where("valid_until", ">", ctx.now)
      .returning(["id", "revision"]).executeTakeFirst();
    if (!quote) return null;
    const client = await clientOf(trx, ctx, order);
    await recordEvent(trx, client, {
      orderId,
      kind: "quote_viewed",
      data: { quote_id: quote.id, revision: quote.revision },
    });
    return topicsOf(order);
  });
  if (seen) ctx.live.changed(...seen);
}

interface Answered {
  /** The context with the client as the one who acts. */
  client: Ctx;
  order: OrderRow;
  quote: QuoteRow;
}

async function byLink(
  ctx: Ctx,
  { orderId }: ByLink,
  input: { form_key: string; quote: string },
  answer: (trx: Db, answered: Answered) => Promise<void>,
): Promise<void> {
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await heldOrder(trx, orderId);
    if (await decidedBy(trx, order.id, input.form_key)) return topicsOf(order);
    const quote = await findQuote(trx, { orderId, quoteId: input.quote });
    if (quote.status === "superseded" || quote.status === "draft") throw conflict("quote_replaced");
    if (quote.status === "approved" || quote.status === "rejected") throw conflict("quote_answered");
    if (!inForce(quote, ctx.now)) throw conflict("quote_expired");
    if (order.status !== "awaiting_approval") throw conflict("quote_paused");
    await answer(trx, { client: await clientOf(trx, ctx, order), order, quote });
    return topicsOf(order);
  });
  ctx.live.changed(...topics, "jobs");
}

async function clientOf(trx: Db, ctx: Ctx, order: OrderRow): Promise<Ctx> {
  const { id, name } = await trx.selectFrom("client").select(["id", "name"]).where("id", "=", order.client_id)
    .executeTakeFirstOrThrow();
  return { ...ctx, actor: { kind: "client", id, name } };
}

async function heldOrder(trx: Db, orderId: string): Promise<OrderRow> {
  const order = await trx.selectFrom("order").select("number").where("id", "=", orderId).executeTakeFirst();
  if (!order) throw notFound();
  return await lockOrder(trx, order.number);
}

/** What was drawn, kept before the transaction; null for a name alone. @throws AppError invalid `signature` */
async function takeSignature(
  ctx: Ctx,
  { signature, name }: ClientApproval | ClientRejection,
): Promise<{ name: string; fileHash: string } | null> {
  const drawn = signature === "" ? null : await signatureImage(signature);
  if (drawn?.ok) return { name, fileHash: (await ctx.files.put(drawn.value.bytes, { forRow: true })).hash };
  if (drawn && drawn.refusal.code !== "signature_blank") throw invalid({ signature: drawn.refusal });
  return null;
}
