import { requirePermission } from "../auth/permissions.ts";
import { requireChat } from "../clients/chat_phone.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { AppError, conflict, invalid } from "../lib/app_error.ts";
import { queueQuoteMessage } from "../mail/outbox.ts";
import { planFor, sends } from "../mail/plan.ts";
import type { UntoldReason } from "../mail/message.ts";
import { readTold } from "../mail/told.ts";
import { actingUser } from "../orders/acting_user.ts";
import { recordEvent } from "../orders/history.ts";
import { moveFacts } from "../orders/move_facts.ts";
import { applyMove } from "../orders/moves.ts";
import { lockOpenOrder, lockOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import { transition } from "../orders/transition.ts";
import { ensureTrackingLink } from "../tracking/commands.ts";
import { supersede } from "./decide.ts";
import { draftOf } from "./draft_commands.ts";
import type { SendInput } from "./input.ts";
import { inForce, type SharedHow } from "./quote.ts";
import { findQuote, linesOf, type QuoteRow, quoteSums } from "./rows.ts";
import { reasonOfCost, sentNow } from "./sent.ts";

/**
 * Puts a draft in force: what it says is frozen, the version before it superseded, the order waits for the client's answer, and the
 * client's link leads to it. The same form again changes nothing.
 * @throws AppError forbidden; not_found; conflict quote_changed, quote_not_draft, quote_not_now or what hinders the move; invalid
 * for an offer without lines, a client without the e-mail that was asked for, or a claim that costs something without a reason
 */
export async function sendQuote(
  ctx: Ctx,
  number: string,
  { quoteId, input }: { quoteId: string; input: SendInput },
): Promise<void> {
  requirePermission(ctx.actor, "quotes.send");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOpenOrder(trx, number);
    const known = await findQuote(trx, { orderId: order.id, quoteId });
    if (known.sent_key === input.form_key) return topicsOf(order);
    const draft = await draftOf(trx, { orderId: order.id, quoteId });
    if (draft.version !== input.version) throw conflict("quote_changed");
    const lines = await linesOf(trx, draft.id);
    if (lines.length === 0) throw invalid({ lines: { code: "no_quote_lines" } });
    const totals = quoteSums(draft, lines).map(({ totalMinor }) => totalMinor);
    const claimReason = reasonOfCost(order, { totals, reason: input.claim_reason });
    await supersede(trx, ctx, { order, by: draft.revision });
    const sent = await sentNow(trx, ctx, {
      order,
      validDays: draft.valid_days,
      key: input.form_key,
      claimReason,
    });
    const quote = await trx.updateTable("quote").set({ ...sent, version: draft.version + 1 })
      .where("id", "=", draft.id).returningAll().executeTakeFirstOrThrow();
    await recordEvent(trx, ctx, {
      orderId: order.id,
      kind: "quote_sent",
      data: {
        quote_id: quote.id,
        revision: quote.revision,
        valid_until: quote.valid_until,
        by_mail: input.by_mail,
        ...(claimReason && { reason: claimReason }),
      },
    });
    await awaitAnswer(trx, ctx, order);
    await ensureTrackingLink(trx, ctx, { orderId: order.id, until: quote.valid_until ?? ctx.now });
    if (input.by_mail) await mailIt(trx, ctx, { order, quote, key: input.form_key });
    return topicsOf(order);
  });
  ctx.live.changed(...topics, "jobs");
}

/** Mails an offer that is in force once more. The same form again changes nothing. @throws AppError as `sendQuote` */
export async function mailQuote(ctx: Ctx, number: string, share: Share): Promise<void> {
  await shareQuote(ctx, number, share, async (trx, order, quote) => {
    await mailIt(trx, ctx, { order, quote, key: share.key });
  });
}

/**
 * Notes that somebody opened WhatsApp with the offer's link in it; whether they then sent it nobody here can know.
 * @throws AppError as `sendQuote`; conflict `whatsapp_refused`
 */
export async function noteWhatsapp(ctx: Ctx, number: string, share: Share): Promise<void> {
  await shareQuote(ctx, number, share, async (trx, order, quote) => {
    await requireChat(trx, order.client_id);
    const address = await contactOf(trx, order.client_id, ["whatsapp", "phone"]);
    if (!await noteSharing(trx, ctx, { quote, key: share.key, how: "whatsapp", address: address ?? "" })) {
      return;
    }
    await recordEvent(trx, ctx, {
      orderId: order.id,
      kind: "quote_opened_in_whatsapp",
      data: { quote_id: quote.id, revision: quote.revision },
    });
  });
}

export interface Share {
  quoteId: string;
  /** Of the form. */
  key: string;
}

async function shareQuote(
  ctx: Ctx,
  number: string,
  { quoteId }: Share,
  act: (trx: Db, order: OrderRow, quote: QuoteRow) => Promise<void>,
): Promise<void> {
  requirePermission(ctx.actor, "quotes.send");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    const quote = await findQuote(trx, { orderId: order.id, quoteId });
    if (!inForce(quote, ctx.now)) throw conflict("quote_not_in_force");
    await ensureTrackingLink(trx, ctx, { orderId: order.id, until: quote.valid_until ?? ctx.now });
    await act(trx, order, quote);
    return topicsOf(order);
  });
  ctx.live.changed(...topics, "jobs");
}

/** The order waits for the client, by the table of moves; one that does already stays. */
async function awaitAnswer(trx: Db, ctx: Ctx, order: OrderRow): Promise<void> {
  if (order.status === "awaiting_approval") return;
  const move = { to: "awaiting_approval" } as const;
  const verdict = transition(await moveFacts(trx, ctx, order), ctx.actor, move);
  if (!verdict.ok && verdict.error.detail.reason === "move_not_listed") throw conflict("quote_not_now");
  if (!verdict.ok) throw verdict.error;
  await applyMove(trx, ctx, { order, move, verdict });
}

async function mailIt(
  trx: Db,
  ctx: Ctx,
  { order, quote, key }: { order: OrderRow; quote: QuoteRow; key: string },
): Promise<void> {
  const { reach } = await readTold(trx, order.id);
  const plan = planFor(ctx, reach, { kind: "quote_sent" });
  if (!sends(plan)) {
    throw invalid({ by_mail: { code: plan.by === "hand" ? unmailed(plan.reason) : "no_client_email" } });
  }
  const by = plan.by === "whatsapp"
    ? { how: "whatsapp" as const, address: plan.phone }
    : { how: "mail" as const, address: reach.address ?? "" };
  if (!await noteSharing(trx, ctx, { quote, key, ...by })) return;
  await queueQuoteMessage(trx, ctx, { kind: "quote_sent", orderId: order.id, quoteId: quote.id });
}

function unmailed(reason: UntoldReason): string {
  if (reason === "address_bounced") return "client_address_bounced";
  return reason === "no_email" ? "no_client_email" : "client_unwilling";
}

/** False when this form has already been taken. @throws conflict for the form of another offer */
async function noteSharing(
  trx: Db,
  ctx: Ctx,
  { quote, key, how, address }: { quote: QuoteRow; key: string; how: SharedHow; address: string },
): Promise<boolean> {
  const known = await trx.selectFrom("quote_sharing").select("quote_id").where("form_key", "=", key)
    .where("how", "=", how).executeTakeFirst();
  if (known && known.quote_id !== quote.id) throw new AppError("conflict");
  if (known) return false;
  await trx.insertInto("quote_sharing").values({
    id: ctx.random.id(ctx.now),
    quote_id: quote.id,
    how,
    to_address: address,
    form_key: key,
    at: ctx.now,
    shared_by: actingUser(ctx),
  }).execute();
  return true;
}

async function contactOf(
  trx: Db,
  clientId: string,
  kinds: readonly ("email" | "phone" | "whatsapp")[],
): Promise<string | null> {
  const contacts = await trx.selectFrom("contact").select(["kind", "value"]).where("client_id", "=", clientId)
    .where("kind", "in", kinds).orderBy("position").execute();
  const best = kinds.flatMap((kind) => contacts.filter((one) => one.kind === kind));
  return best[0]?.value ?? null;
}
