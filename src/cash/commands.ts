import { isDeepStrictEqual } from "node:util";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, type FieldErrors, invalid, notFound } from "../lib/app_error.ts";
import { actingUser } from "../orders/acting_user.ts";
import { startSession } from "./desk.ts";
import { keeperId } from "./keeper.ts";
import type { ClosingInput, CountInput, MovementInput, OpeningInput } from "./input.ts";
import { seesAll, sessionExpected } from "./queries.ts";
import { agrees, type CountLine, countLines, type MethodSums, totalDifference } from "./session.ts";

/** Opens a till with the cash that lies in it. @throws AppError invalid `till_id`, conflict `till_open_already` */
export async function openTill(ctx: Ctx, opening: OpeningInput): Promise<void> {
  requirePermission(ctx.actor, "cash.use");
  await ctx.db.transaction().execute((trx) => startSession(trx, ctx, opening));
}

/** Cash into one's own drawer or out of it for no order. @throws AppError not_found, conflict `till_is_closed` */
export async function moveCash(ctx: Ctx, sessionId: string, movement: MovementInput): Promise<void> {
  requirePermission(ctx.actor, "cash.use");
  await ctx.db.transaction().execute(async (trx) => {
    const session = await lockSession(trx, ctx, sessionId);
    if (session.user_id !== keeperId(ctx)) throw notFound();
    const { form_key: id, direction, amount, reason } = movement;
    const known = await trx.selectFrom("cash_movement").select("id").where("id", "=", id).executeTakeFirst();
    if (known) return;
    requireOpen(session);
    await trx.insertInto("cash_movement").values({
      id,
      cash_session_id: session.id,
      amount_minor: direction === "in" ? amount : -amount,
      currency: session.currency,
      reason,
      at: ctx.now,
      recorded_by: actingUser(ctx),
    }).execute();
  });
}

/**
 * Keeps what was counted, and closes the till at once when that is what there should be. Nobody is told what that is before.
 * @throws AppError not_found, conflict `till_is_closed`, invalid `counted.…`, `reason`
 */
export async function countCash(
  ctx: Ctx,
  sessionId: string,
  input: CountInput,
): Promise<{ closed: boolean }> {
  requirePermission(ctx.actor, "cash.use");
  return await ctx.db.transaction().execute(async (trx) => {
    const session = await lockSession(trx, ctx, sessionId);
    if (await countedBy(trx, session.id, input.form_key)) return { closed: session.closed_at !== null };
    requireOpen(session);
    const expected = await sessionExpected(trx, session);
    const fields = missing(ctx, { session, input, expected });
    if (Object.keys(fields).length > 0) throw invalid(fields);
    await trx.insertInto("cash_count").values({
      id: input.form_key,
      cash_session_id: session.id,
      expected_json: JSON.stringify(expected),
      counted_json: JSON.stringify(input.counted),
      bills_json: JSON.stringify(input.bills),
      reason: session.user_id === keeperId(ctx) ? "" : input.reason,
      at: ctx.now,
      counted_by: actingUser(ctx),
    }).execute();
    const lines = countLines(expected, input.counted);
    if (!agrees(lines)) return { closed: false };
    await close(trx, ctx, { session, lines, note: "", reason: input.reason });
    return { closed: true };
  });
}

/**
 * Closes a till with the difference that its last count found. @throws AppError not_found, invalid `note`, conflict
 * `till_is_closed`, `count_overtaken` when money moved or somebody counted since
 */
export async function closeTill(ctx: Ctx, sessionId: string, { count, note }: ClosingInput): Promise<void> {
  requirePermission(ctx.actor, "cash.use");
  await ctx.db.transaction().execute(async (trx) => {
    const session = await lockSession(trx, ctx, sessionId);
    const last = await trx.selectFrom("cash_count").selectAll().where("cash_session_id", "=", session.id)
      .orderBy("seq", "desc").limit(1).executeTakeFirst();
    if (session.closed_at !== null && last?.id === count) return;
    requireOpen(session);
    if (!last || last.id !== count) throw conflict("count_overtaken");
    const counted: MethodSums = JSON.parse(last.counted_json);
    const expected = await sessionExpected(trx, session);
    if (!isDeepStrictEqual(expected, JSON.parse(last.expected_json))) throw conflict("count_overtaken");
    const lines = countLines(expected, counted);
    if (!agrees(lines) && note === "") throw invalid({ note: { code: "difference_unexplained" } });
    await close(trx, ctx, { session, lines, note, reason: last.reason });
  });
}

type Session = Awaited<ReturnType<typeof lockSession>>;

/** One's own, or anybody's for who may manage tills. @throws AppError not_found */
async function lockSession(trx: Db, ctx: Ctx, id: string) {
  const session = await trx.selectFrom("cash_session").selectAll().where("id", "=", id).forUpdate()
    .executeTakeFirst();
  if (!session || (session.user_id !== keeperId(ctx) && !seesAll(ctx))) throw notFound();
  return session;
}

function requireOpen({ closed_at }: Session): void {
  if (closed_at !== null) throw conflict("till_is_closed");
}

async function countedBy(trx: Db, sessionId: string, formKey: string): Promise<boolean> {
  const count = await trx.selectFrom("cash_count").select("cash_session_id").where("id", "=", formKey)
    .executeTakeFirst();
  if (count && count.cash_session_id !== sessionId) throw conflict("count_overtaken");
  return count !== undefined;
}

function missing(
  ctx: Ctx,
  { session, input, expected }: { session: Session; input: CountInput; expected: MethodSums },
): FieldErrors {
  const fields: FieldErrors = {};
  for (const method of Object.keys(expected)) {
    if (!Object.hasOwn(input.counted, method)) fields[`counted.${method}`] = { code: "required" };
  }
  if (session.user_id !== keeperId(ctx) && input.reason === "") fields.reason = { code: "required" };
  return fields;
}

async function close(
  trx: Db,
  ctx: Ctx,
  { session, lines, note, reason }: {
    session: Session;
    lines: readonly CountLine[];
    note: string;
    reason: string;
  },
): Promise<void> {
  const own = session.user_id === keeperId(ctx);
  const difference_minor = totalDifference(lines);
  await trx.updateTable("cash_session").set({
    closed_at: ctx.now,
    closed_by: actingUser(ctx),
    difference_minor,
    note,
    close_reason: own ? "" : reason,
  }).where("id", "=", session.id).execute();
  if (own) return;
  await recordAudit(trx, ctx, {
    kind: "cash_session_closed",
    subject: { kind: "cash_session", id: session.id },
    data: { reason },
  });
}
