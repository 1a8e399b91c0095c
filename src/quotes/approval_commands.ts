import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { AppError, conflict, type FieldErrors, invalid } from "../lib/app_error.ts";
import { moveFacts } from "../orders/move_facts.ts";
import { applyMove } from "../orders/moves.ts";
import { isClaim, lockOpenOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import { transition } from "../orders/transition.ts";
import { decide, supersede } from "./decide.ts";
import type { ApprovalInput } from "./input.ts";
import { type DecisionChannel, inForce, type LineOption } from "./quote.ts";
import { linesOf, nextRevision, type QuoteRow, quoteSums, standingQuotes } from "./rows.ts";
import { oneLineQuote, reasonOfCost, sentNow } from "./sent.ts";

/**
 * Notes down that the client agreed (by phone, at the counter …) and lets the order go on: what was offered, or the price that was
 * named, becomes an approved quote, its lines are charged. While a deposit is missing the approval is kept and the order stays.
 * The same form again changes nothing. @throws AppError forbidden; not_found; conflict with what hinders it; invalid with the
 * missing fields
 */
export async function recordApproval(
  ctx: Ctx,
  number: string,
  input: ApprovalInput,
): Promise<{ moved: boolean }> {
  requirePermission(ctx.actor, "quotes.approve");
  const { moved, topics } = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOpenOrder(trx, number);
    const topics = topicsOf(order);
    const known = await decidedBy(trx, order.id, input.form_key);
    if (order.status === "approved" && (known || bringsNothing(input))) return { moved: true, topics };
    if (!known) await agree(trx, ctx, { order, input });
    return { moved: await goOn(trx, ctx, { order, notify: !input.silent }), topics };
  });
  ctx.live.changed(...topics, "jobs");
  return { moved };
}

interface GoingOn {
  order: OrderRow;
  /** False keeps it from the client this once. */
  notify?: boolean;
}

/** Moves an order whose offer was approved, which charges it; false while a deposit is missing. */
export async function goOn(trx: Db, ctx: Ctx, { order, notify }: GoingOn): Promise<boolean> {
  const facts = await moveFacts(trx, ctx, order);
  if (order.status === "awaiting_approval" && facts.quote.approved && facts.quote.depositDueMinor > 0) {
    return false;
  }
  const move = { to: "approved", notify } as const;
  const verdict = transition(facts, ctx.actor, move, "approval");
  if (!verdict.ok) throw verdict.error;
  await applyMove(trx, ctx, { order, move, verdict });
  return true;
}

/** Once the deposit of an approved offer has come in, its order goes on; any other one stays. The caller holds the order. */
export async function goOnOncePaid(trx: Db, ctx: Ctx, { order, notify }: GoingOn): Promise<boolean> {
  if (order.status !== "awaiting_approval") return false;
  const { quote } = await moveFacts(trx, ctx, order);
  return quote.approved && await goOn(trx, ctx, { order, notify });
}

/** Whether this form's decision has been taken already. @throws conflict for a form of another order */
export async function decidedBy(trx: Db, orderId: string, formKey: string): Promise<boolean> {
  const decision = await trx.selectFrom("quote_decision").select("order_id").where("id", "=", formKey)
    .executeTakeFirst();
  if (decision && decision.order_id !== orderId) throw new AppError("conflict");
  return decision !== undefined;
}

interface Agreement {
  order: OrderRow;
  input: ApprovalInput;
}

async function agree(trx: Db, ctx: Ctx, { order, input }: Agreement): Promise<void> {
  if (order.status === "awaiting_approval") await agreeOnOffer(trx, ctx, { order, input });
  else if (order.status === "received" || order.status === "diagnosing") {
    await agreeBeforehand(trx, ctx, { order, input });
  }
}

/** What is in force is approved as it stands; another amount makes an offer of its own. */
async function agreeOnOffer(trx: Db, ctx: Ctx, { order, input }: Agreement): Promise<void> {
  const { open, approved } = await standingQuotes(trx, order.id);
  if (approved && input.agreed === null) return;
  const fields: FieldErrors = {};
  if (!input.how) fields.how = { code: "required" };
  if (input.who === "") fields.who = { code: "required" };
  if (input.agreed !== null && input.agreed_for === "") fields.agreed_for = { code: "required" };
  if (input.agreed === null && open === null) fields.agreed = { code: "required" };
  if (Object.keys(fields).length > 0) throw invalid(fields);
  const channel = input.how ?? "";
  if (input.agreed !== null) return await agreeOnPrice(trx, ctx, { order, input, channel });
  if (open === null || !inForce(open, ctx.now)) throw conflict("quote_expired");
  await approve(trx, ctx, { order, quote: open, input, channel });
}

/**
 * Before anything was offered: a fixed price, or a draft that stays below what the client authorised when leaving the device. A
 * warranty claim needs neither.
 */
async function agreeBeforehand(trx: Db, ctx: Ctx, { order, input }: Agreement): Promise<void> {
  if (input.agreed !== null) {
    if (input.agreed_for === "") throw invalid({ agreed_for: { code: "required" } });
    return await agreeOnPrice(trx, ctx, { order, input, channel: input.how ?? "fixed_price" });
  }
  const { approved } = await standingQuotes(trx, order.id);
  if (approved) return;
  const most = order.preauthorised_minor;
  if (most === null && isClaim(order)) return;
  if (most === null) throw invalid({ agreed: { code: "required" } });
  const draft = await trx.selectFrom("quote").selectAll().where("order_id", "=", order.id)
    .where("status", "=", "draft").executeTakeFirst();
  if (!draft) return;
  const lines = await linesOf(trx, draft.id);
  if (lines.length === 0) return;
  const sums = quoteSums(draft, lines);
  const chosen: LineOption = sums.some(({ option }) => option === "") ? "" : input.option;
  const sum = sums.find(({ option }) => option === chosen);
  if (!sum) throw invalid({ option: { code: "option_choose" } });
  if (sum.totalMinor > most) throw conflict("quote_over_maximum");
  const claimReason = reasonOfCost(order, { totals: [sum.totalMinor], reason: input.claim_reason });
  await supersede(trx, ctx, { order, by: draft.revision });
  const sent = await sentNow(trx, ctx, {
    order,
    validDays: draft.valid_days,
    key: input.form_key,
    claimReason,
  });
  const quote = await trx.updateTable("quote").set({ ...sent, version: draft.version + 1 })
    .where("id", "=", draft.id).returningAll().executeTakeFirstOrThrow();
  await approve(trx, ctx, { order, quote, input, channel: "preauthorised" });
}

interface Approving extends Agreement {
  channel: DecisionChannel;
}

async function agreeOnPrice(trx: Db, ctx: Ctx, { order, input, channel }: Approving): Promise<void> {
  const description = input.agreed_for;
  const amountMinor = input.agreed ?? 0;
  const claimReason = reasonOfCost(order, { totals: [amountMinor], reason: input.claim_reason });
  await supersede(trx, ctx, { order, by: await nextRevision(trx, order.id) });
  const price = { order, key: input.form_key, description, amountMinor, claimReason };
  const quote = await oneLineQuote(trx, ctx, price);
  await approve(trx, ctx, { order, quote, input, channel });
}

async function approve(
  trx: Db,
  ctx: Ctx,
  { order, quote, input, channel }: Approving & { quote: QuoteRow },
): Promise<void> {
  const client = await trx.selectFrom("client").select("name").where("id", "=", order.client_id)
    .executeTakeFirstOrThrow();
  await decide(trx, ctx, {
    order,
    quote,
    facts: {
      id: input.form_key,
      decision: "approved",
      option: input.option,
      channel,
      who: input.who || client.name,
      note: input.note,
      userAgent: "",
      signature: null,
    },
  });
}

function bringsNothing({ how, agreed }: ApprovalInput): boolean {
  return how === undefined && agreed === null;
}
