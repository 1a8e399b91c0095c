import { sql } from "kysely";
import { powersOf } from "../auth/overrides.ts";
import { actorMay, personMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { prepared } from "../db/prepared.ts";
import { notFound } from "../lib/app_error.ts";
import { exactMinor } from "../lib/money.ts";
import type { PaymentMethod } from "../orders/order.ts";
import { routesOf } from "../printing/routing.ts";
import { keeperId } from "./keeper.ts";
import type { Bills } from "./bills.ts";
import type { SessionFilter } from "./input.ts";
import { type CountLine, countLines, expectedSums, type MethodSums } from "./session.ts";

export interface TillChoice {
  id: string;
  name: string;
  /** Who has it open. */
  takenBy: string | null;
  /** Minor units of cash that were counted at its last closing. */
  lastCountedMinor: number | null;
}

/** The tills of a branch that are in use, by name. */
export async function freeTills({ db }: Ctx, branchId: string): Promise<TillChoice[]> {
  const tills = await db.selectFrom("till")
    .leftJoin(
      "cash_session",
      (join) => join.onRef("cash_session.till_id", "=", "till.id").on("cash_session.closed_at", "is", null),
    )
    .leftJoin("user", "user.id", "cash_session.user_id")
    .select(["till.id", "till.name", "user.name as takenBy"])
    .where("till.branch_id", "=", branchId).where("till.active", "=", 1).orderBy("till.name").execute();
  return await Promise.all(
    tills.map(async (till) => ({ ...till, lastCountedMinor: await lastCounted(db, till.id) })),
  );
}

/** Minor units of cash that were counted at the till's last closing, null before the first. */
export async function lastCounted(db: Db, tillId: string): Promise<number | null> {
  const last = await db.selectFrom("cash_session")
    .innerJoin("cash_count", "cash_count.cash_session_id", "cash_session.id").select("counted_json")
    .where("cash_session.till_id", "=", tillId).where("cash_session.closed_at", "is not", null)
    .orderBy("cash_session.seq", "desc").orderBy("cash_count.seq", "desc").limit(1).executeTakeFirst();
  return last ? sumsOf(last.counted_json).cash ?? null : null;
}

/** Whether somebody's till is open: the mark in the menu. */
export async function tillIsOpen(ctx: Ctx, userId: string): Promise<boolean> {
  return (await openTills(ctx, { userId })).length > 0;
}

const openTills = prepared(({ db }: Ctx, at: { userId: string }) =>
  db.selectFrom("cash_session").select("id").where("user_id", "=", at.userId).where("closed_at", "is", null)
);

export interface SessionHead {
  id: string;
  till: string;
  branchId: string;
  user: { id: string; name: string };
  currency: string;
  floatMinor: number;
  openedAt: number;
  closedAt: number | null;
  /** Who closed it, when that was not its user. */
  closedBy: string | null;
  differenceMinor: number | null;
  note: string;
  closeReason: string;
}

export interface Count {
  id: string;
  at: number;
  by: string;
  lines: CountLine[];
  bills: Bills;
}

export interface SessionPage extends SessionHead {
  /** Whether the one who asks keeps it. */
  own: boolean;
  entries: SessionEntry[];
  /** There are older ones than those. */
  moreEntries: boolean;
  /** Oldest first; the last one closed it. */
  counts: Count[];
}

/** A payment, a refund, or cash that went in or out for no order. */
export interface SessionEntry {
  id: string;
  at: number;
  /** Negative for what went out. */
  minor: number;
  method: PaymentMethod;
  kind: "payment" | "deposit" | "refund" | "movement";
  /** Of a movement its reason, else the note of the payment. */
  note: string;
  order: { number: string; client: string } | null;
}

const ENTRIES_SHOWN = 200;

export interface EntryKey {
  at: number;
  id: string;
}

/** One's own session, or anybody's for who may see all. @throws AppError not_found */
export async function getSession(
  ctx: Ctx,
  id: string,
  { allEntries = false } = {},
): Promise<SessionPage> {
  const head = await seenSession(ctx, id);
  const limit = allEntries ? 100_000 : ENTRIES_SHOWN;
  const [entries, counts] = await Promise.all([
    sessionEntries(ctx.db, id, { limit: limit + 1 }),
    sessionCounts(ctx.db, id),
  ]);
  return {
    ...headOf(head),
    own: head.user_id === keeperId(ctx),
    entries: entries.slice(-limit),
    moreEntries: entries.length > limit,
    counts,
  };
}

/** @throws AppError not_found, also for one that the actor may not see */
async function seenSession(ctx: Ctx, id: string) {
  const head = await sessionHeads(ctx.db).where("cash_session.id", "=", id)
    .$if(!seesAll(ctx), (q) => q.where("cash_session.user_id", "=", keeperId(ctx))).executeTakeFirst();
  if (!head) throw notFound();
  return head;
}

/** The open session of the one who asks. */
export async function mySession(ctx: Ctx): Promise<SessionPage | null> {
  const mine = await openTills(ctx, { userId: keeperId(ctx) });
  return mine[0] ? await getSession(ctx, mine[0].id) : null;
}

/** Whether this session may be looked at and acted upon although it is somebody else's. */
export function seesAll({ actor }: Ctx): boolean {
  return actor.kind !== "system" && actorMay(actor, "cash.manage");
}

/** One page of a session's entries, newest first. @throws AppError not_found */
export async function entryPage(
  ctx: Ctx,
  id: string,
  { before, limit }: { before: EntryKey | null; limit: number },
): Promise<{ currency: string; rows: SessionEntry[]; next: EntryKey | null }> {
  const { currency } = headOf(await seenSession(ctx, id));
  const found = (await sessionEntries(ctx.db, id, { limit: limit + 1, before })).reverse();
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { currency, rows, next: last && found.length > limit ? { at: last.at, id: last.id } : null };
}

/** The newest `limit` entries, or those before one, oldest first. */
async function sessionEntries(
  db: Db,
  id: string,
  { limit, before = null }: { limit: number; before?: EntryKey | null },
): Promise<SessionEntry[]> {
  const [payments, movements] = await Promise.all([
    sessionPayments(db, id).$if(before !== null, (q) => q.where(older("payment", before))).limit(limit)
      .execute(),
    sessionMovements(db, id).$if(before !== null, (q) => q.where(older("cash_movement", before)))
      .limit(limit).execute(),
  ]);
  const entries = [
    ...payments.map(({ number, client, ...payment }) => ({ ...payment, order: { number, client } })),
    ...movements.map((movement) => ({
      ...movement,
      method: "cash" as const,
      kind: "movement" as const,
      order: null,
    })),
  ];
  return entries.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).slice(-limit);
}

function older(table: "payment" | "cash_movement", before: EntryKey | null) {
  return sql<boolean>`(${sql.ref(`${table}.at`)}, ${
    sql.ref(`${table}.id`)
  }) < (${before?.at}, ${before?.id})`;
}

export function sessionPayments(db: Db, id: string) {
  return db.selectFrom("payment").innerJoin("order", "order.id", "payment.order_id")
    .innerJoin("client", "client.id", "order.client_id")
    .select(["payment.id", "payment.at", "payment.amount_minor as minor", "payment.method", "payment.kind"])
    .select(["payment.note", "order.number", "client.name as client"])
    .where("payment.cash_session_id", "=", id).orderBy("payment.at", "desc").orderBy("payment.id", "desc");
}

function sessionMovements(db: Db, id: string) {
  return db.selectFrom("cash_movement").select(["id", "at", "amount_minor as minor", "reason as note"])
    .where("cash_session_id", "=", id).orderBy("at", "desc").orderBy("id", "desc");
}

export async function sessionCounts(db: Db, id: string): Promise<Count[]> {
  const rows = await db.selectFrom("cash_count").innerJoin("user", "user.id", "cash_count.counted_by")
    .select(["cash_count.id", "cash_count.at", "cash_count.expected_json", "cash_count.counted_json"])
    .select(["cash_count.bills_json", "user.name as by"])
    .where("cash_count.cash_session_id", "=", id).orderBy("cash_count.seq").execute();
  return rows.map(({ expected_json, counted_json, bills_json, ...row }) => ({
    ...row,
    lines: countLines(sumsOf(expected_json), sumsOf(counted_json)),
    bills: JSON.parse(bills_json),
  }));
}

/** What there should be in a session as it stands. */
export async function sessionExpected(
  db: Db,
  { id, float_minor: floatMinor }: { id: string; float_minor: number },
): Promise<MethodSums> {
  const [paid, moved] = await Promise.all([
    db.selectFrom("payment").select((q) => ["method", q.fn.sum<number>("amount_minor").as("sum")])
      .where("cash_session_id", "=", id).groupBy("method").execute(),
    db.selectFrom("cash_movement").select((q) => q.fn.sum<number | null>("amount_minor").as("sum"))
      .where("cash_session_id", "=", id).executeTakeFirstOrThrow(),
  ]);
  return expectedSums({
    floatMinor,
    movedMinor: exactMinor(moved.sum),
    paid: Object.fromEntries(paid.map(({ method, sum }) => [method, exactMinor(sum)])),
  });
}

/** Which methods are to be counted, without a word about how much. */
export async function methodsToCount({ db }: Ctx, id: string): Promise<PaymentMethod[]> {
  const used = await db.selectFrom("payment").select("method").distinct().where("cash_session_id", "=", id)
    .execute();
  return ["cash", ...used.map(({ method }) => method).filter((method) => method !== "cash").sort()];
}

export interface SessionList {
  rows: (SessionHead & { seq: number })[];
  next: number | null;
}

export const SESSIONS_PER_PAGE = 30;

/** Newest first: one's own, or of a branch or person for who may see all. */
export async function listSessions(
  ctx: Ctx,
  filter: SessionFilter & { open?: boolean },
  perPage = SESSIONS_PER_PAGE,
): Promise<SessionList> {
  const found = await sessionList(ctx, filter).limit(perPage + 1).execute();
  const rows = found.slice(0, perPage).map((row) => ({ ...headOf(row), seq: row.seq }));
  return { rows, next: found.length > rows.length ? rows.at(-1)?.seq ?? null : null };
}

export function sessionList(
  ctx: Ctx,
  { sucursal, persona, desde, open }: SessionFilter & { open?: boolean },
) {
  const userId = seesAll(ctx) ? persona : keeperId(ctx);
  return sessionHeads(ctx.db)
    .$if(userId !== "", (q) => q.where("cash_session.user_id", "=", userId))
    .$if(sucursal !== "", (q) => q.where("cash_session.branch_id", "=", sucursal))
    .$if(open === true, (q) => q.where("cash_session.closed_at", "is", null))
    .$if(desde !== undefined, (q) => q.where("cash_session.seq", "<", desde ?? 0))
    .orderBy("cash_session.seq", "desc");
}

/** Those who may keep a till, by name; for the filter of who sees all. */
export async function keepers(ctx: Ctx): Promise<{ id: string; name: string }[]> {
  if (!seesAll(ctx)) return [];
  const users = await ctx.db.selectFrom("user").select(["id", "name", "role", "overrides_json"])
    .orderBy("name").execute();
  return users.filter((user) => personMay(powersOf(user), "cash.use"));
}

/** Whether some receipt printer of the branch takes the report of a session. */
export async function reportPrints(ctx: Ctx, branchId: string): Promise<boolean> {
  return (await routesOf(ctx.db, branchId, "receipt_cash")).length > 0;
}

/** Every till that is open now, in the whole shop or in one branch, the longest open first. */
export async function openSessions(ctx: Ctx): Promise<SessionHead[]> {
  const rows = await sessionHeads(ctx.db).where("cash_session.closed_at", "is", null)
    .orderBy("cash_session.opened_at").limit(100).execute();
  return rows.map(headOf);
}

function sessionHeads(db: Db) {
  return db.selectFrom("cash_session").innerJoin("till", "till.id", "cash_session.till_id")
    .innerJoin("user", "user.id", "cash_session.user_id")
    .leftJoin("user as closer", "closer.id", "cash_session.closed_by")
    .select(["cash_session.seq", "cash_session.id", "till.name as till", "cash_session.branch_id"])
    .select(["cash_session.user_id", "user.name as user_name", "cash_session.currency"])
    .select(["cash_session.float_minor", "cash_session.opened_at", "cash_session.closed_at"])
    .select(["cash_session.closed_by", "closer.name as closer_name", "cash_session.difference_minor"])
    .select(["cash_session.note", "cash_session.close_reason"]);
}

function headOf(row: Awaited<ReturnType<ReturnType<typeof sessionHeads>["execute"]>>[number]): SessionHead {
  return {
    id: row.id,
    till: row.till,
    branchId: row.branch_id,
    user: { id: row.user_id, name: row.user_name },
    currency: row.currency,
    floatMinor: row.float_minor,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    closedBy: row.closed_by === row.user_id ? null : row.closer_name,
    differenceMinor: row.difference_minor,
    note: row.note,
    closeReason: row.close_reason,
  };
}

function sumsOf(json: string): MethodSums {
  return JSON.parse(json);
}
