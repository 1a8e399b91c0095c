import type { Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import type { Db } from "../db/open.ts";
import { branchOf } from "../admin/shop.ts";
import { AppError, conflict, type FieldErrors, invalid } from "../lib/app_error.ts";
import { actorMay } from "../auth/permissions.ts";
import { staffOf } from "../intakes/staff.ts";
import { actingUser } from "../orders/acting_user.ts";
import type { OpeningInput } from "./input.ts";
import { freeTills, type TillChoice } from "./queries.ts";

/** Where the one who takes money stands. */
export interface Desk {
  /** Null while their till is closed. */
  till: { sessionId: string; name: string; currency: string } | null;
  /** Cash is only taken at an open till. */
  demanded: boolean;
  /** What can be opened right in the form; read only while that is needed. */
  tills: TillChoice[];
}

export async function readDesk(ctx: Ctx): Promise<Desk> {
  const { actor } = ctx;
  if (actor.kind !== "user") return { till: null, demanded: false, tills: [] };
  const open = await openSessionOf(ctx.db, actor.id).executeTakeFirst();
  if (open) {
    return {
      till: { sessionId: open.id, name: open.till, currency: open.currency },
      demanded: false,
      tills: [],
    };
  }
  const demanded = await demandsSession(ctx.db, ctx, actor.branchId);
  return { till: null, demanded, tills: demanded ? await freeTills(ctx, actor.branchId) : [] };
}

/** A user has at most one. */
export function openSessionOf(db: Db, userId: string) {
  return db.selectFrom("cash_session").innerJoin("till", "till.id", "cash_session.till_id")
    .select(["cash_session.id", "cash_session.currency", "till.name as till", "till.printer_id"])
    .where("cash_session.user_id", "=", userId).where("cash_session.closed_at", "is", null);
}

export interface DeskEntry {
  currency: string;
  /** Some of the money is cash. */
  cash: boolean;
  /** Opens the till with the payment where it must be open. */
  opening: OpeningInput | null;
}

export interface DeskSession {
  id: string;
  /** Receipt printer whose drawer is the till's. */
  printerId: string | null;
}

/**
 * The session that an entry of the ledger belongs to, held until the transaction ends so that nobody closes it meanwhile;
 * null where money is taken without one. @throws AppError invalid `method`, `opening.float`, `opening.till_id`
 */
export async function sessionForEntry(trx: Db, ctx: Ctx, entry: DeskEntry): Promise<DeskSession | null> {
  const stands = ctx.actor.kind !== "token" || actorMay(ctx.actor, "cash.use");
  const open = stands ? await heldSession(trx, actingUser(ctx)) : undefined;
  if (ctx.actor.kind === "token" && !open) {
    return await withoutTill(trx, ctx, { ...entry, branchId: ctx.actor.branchId });
  }
  if (open) {
    if (open.currency === entry.currency) return { id: open.id, printerId: open.printer_id };
    if (!entry.cash) return null;
    throw invalid({
      method: { code: "till_currency", params: { till: open.currency, order: entry.currency } },
    });
  }
  if (!entry.cash) return null;
  if (entry.opening) return await openInForm(trx, ctx, { ...entry, opening: entry.opening });
  const { actor } = ctx;
  if (actor.kind !== "user" || !await demandsSession(trx, ctx, actor.branchId)) return null;
  throw invalid({ "opening.float": { code: "till_closed" } });
}

/** A program at no open till: what it enters counts in nobody's drawer. */
async function withoutTill(
  trx: Db,
  ctx: Ctx,
  { cash, branchId }: Pick<DeskEntry, "cash"> & { branchId: string },
): Promise<null> {
  if (cash && await demandsSession(trx, ctx, branchId)) throw invalid({ method: { code: "till_none" } });
  return null;
}

/**
 * Opens a till for the one who acts; the same form again gives the session of the first time.
 * @throws AppError invalid `till_id`, conflict `till_open_already`
 */
export async function startSession(trx: Db, ctx: Ctx, opening: OpeningInput): Promise<void> {
  const userId = actingUser(ctx);
  const till = await holdTill(trx, ctx, opening.till_id);
  if (await isOpened(trx, { userId, id: opening.form_key })) return;
  await requireFree(trx, { userId, opening });
  try {
    await trx.insertInto("cash_session").values({
      id: opening.form_key,
      till_id: till.id,
      branch_id: till.branch_id,
      user_id: userId,
      currency: branchOf(ctx.shop, till.branch_id).currency,
      float_minor: opening.float,
      opened_at: ctx.now,
      closed_at: null,
      closed_by: null,
      difference_minor: null,
      note: "",
      close_reason: "",
    }).execute();
  } catch (error) {
    const fault = dbFault(error);
    if (fault?.kind !== "unique") throw error;
    throw fault.columns.includes("till_id") ? tillTaken("") : conflict("till_open_already");
  }
}

/** Whether this form has opened a till already. @throws AppError conflict when it was somebody else's */
async function isOpened(trx: Db, { userId, id }: { userId: string; id: string }): Promise<boolean> {
  const known = await trx.selectFrom("cash_session").select("user_id").where("id", "=", id)
    .executeTakeFirst();
  if (known && known.user_id !== userId) throw conflict("till_open_already");
  return known !== undefined;
}

async function openInForm(
  trx: Db,
  ctx: Ctx,
  { opening, currency }: { opening: OpeningInput; currency: string },
): Promise<DeskSession> {
  try {
    await startSession(trx, ctx, opening);
  } catch (refusal) {
    if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
    throw invalid(below("opening", refusal.detail.fields));
  }
  const open = await heldSession(trx, actingUser(ctx));
  if (!open) throw conflict("till_open_already");
  if (open.currency === currency) return { id: open.id, printerId: open.printer_id };
  throw invalid({ method: { code: "till_currency", params: { till: open.currency, order: currency } } });
}

/** Locks the session's row alone; the till's is only read. */
async function heldSession(trx: Db, userId: string) {
  const held = await trx.selectFrom("cash_session").select("id").where("user_id", "=", userId)
    .where("closed_at", "is", null).forUpdate().executeTakeFirst();
  return held && await openSessionOf(trx, userId).executeTakeFirst();
}

/** Locks the till: of two who open it at once the second sees what the first did. */
async function holdTill(trx: Db, ctx: Ctx, id: string): Promise<{ id: string; branch_id: string }> {
  const till = await trx.selectFrom("till").select(["id", "branch_id"]).where("id", "=", id)
    .where("active", "=", 1).forUpdate().executeTakeFirst();
  if (!till || till.branch_id !== staffOf(ctx).branchId) {
    throw invalid({ till_id: { code: "till_unknown" } });
  }
  return till;
}

async function requireFree(
  trx: Db,
  { userId, opening }: { userId: string; opening: OpeningInput },
): Promise<void> {
  const own = await openSessionOf(trx, userId).executeTakeFirst();
  if (own) throw conflict("till_open_already");
  const other = await trx.selectFrom("cash_session").innerJoin("user", "user.id", "cash_session.user_id")
    .select("user.name").where("cash_session.till_id", "=", opening.till_id)
    .where("cash_session.closed_at", "is", null).executeTakeFirst();
  if (other) throw tillTaken(other.name);
}

function tillTaken(by: string): AppError {
  return invalid({ till_id: { code: "till_taken", params: { by } } });
}

async function demandsSession(db: Db, { shop }: Ctx, branchId: string): Promise<boolean> {
  const rule = shop.settings.cash_session_rule;
  if (rule !== "once_used") return rule === "always";
  const used = await db.selectFrom("cash_session").select("id").where("branch_id", "=", branchId).limit(1)
    .executeTakeFirst();
  return used !== undefined;
}

function below(part: string, fields: FieldErrors): FieldErrors {
  return Object.fromEntries(Object.entries(fields).map(([field, error]) => [`${part}.${field}`, error]));
}
