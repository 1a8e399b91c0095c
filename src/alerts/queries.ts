import type { Selectable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { notFound } from "../lib/app_error.ts";
import type { Alert } from "./alert.ts";

/** What is wrong now, in one branch or in the whole shop, the oldest first. */
export async function openAlerts(db: Db, branchId: string | null = null): Promise<Alert[]> {
  const rows = await openAlertRows(db, branchId).execute();
  return rows.map(alertOf);
}

export function openAlertRows(db: Db, branchId: string | null) {
  return db.selectFrom("alert").selectAll().where("closed_at", "is", null)
    .$if(branchId !== null, (q) => q.where("branch_id", "=", branchId ?? "")).orderBy("id").limit(100);
}

/** What is wrong now with one thing in a branch. */
export async function alertsAbout(
  db: Db,
  { branchId, subjectId }: { branchId: string; subjectId: string },
): Promise<Alert[]> {
  const rows = await db.selectFrom("alert").selectAll().where("branch_id", "=", branchId)
    .where("subject_id", "=", subjectId).where("closed_at", "is", null).execute();
  return rows.map(alertOf);
}

/** The latest alerts of a branch that are over, newest first. */
export async function pastAlerts(ctx: Ctx, branchId: string): Promise<Alert[]> {
  const rows = await pastAlertRows(ctx.db, branchId).execute();
  return rows.map(alertOf);
}

export function pastAlertRows(db: Db, branchId: string) {
  return db.selectFrom("alert").selectAll().where("branch_id", "=", branchId).where(
    "closed_at",
    "is not",
    null,
  )
    .orderBy("id", "desc").limit(20);
}

/** What is over since an instant in any branch, the latest first. */
export async function recentAlerts(db: Db, since: number): Promise<Alert[]> {
  const rows = await recentAlertRows(db, since).execute();
  return rows.map(alertOf);
}

export function recentAlertRows(db: Db, since: number) {
  return db.selectFrom("alert").selectAll().where("closed_at", ">", since).orderBy("closed_at", "desc").limit(
    50,
  );
}

interface AlertFilter {
  /** What is not over, or what is; null for both. */
  open: boolean | null;
  /** Id of the last one that was told. */
  before: string | null;
}

/** A page of what is wrong and was, the latest to begin first. */
export async function alertPage(
  ctx: Ctx,
  filter: AlertFilter,
  limit: number,
): Promise<{ alerts: Alert[]; next: string | null }> {
  const rows = await alertPageRows(ctx.db, filter, limit + 1).execute();
  const alerts = rows.slice(0, limit).map(alertOf);
  return { alerts, next: rows.length > limit ? alerts.at(-1)?.id ?? null : null };
}

export function alertPageRows(db: Db, { open, before }: AlertFilter, limit: number) {
  return db.selectFrom("alert").selectAll()
    .$if(open !== null, (q) => q.where("closed_at", open ? "is" : "is not", null))
    .$if(before !== null, (q) => q.where("id", "<", before ?? ""))
    .orderBy("id", "desc").limit(limit);
}

/** @throws AppError not_found */
export async function readAlert(ctx: Ctx, id: string): Promise<Alert> {
  const row = await ctx.db.selectFrom("alert").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  return alertOf(row);
}

/** Everything that was ever wrong with a thing, newest first. */
export async function alertsOf(ctx: Ctx, subjectId: string): Promise<Alert[]> {
  const rows = await alertRowsOf(ctx.db, subjectId).execute();
  return rows.map(alertOf);
}

export function alertRowsOf(db: Db, subjectId: string) {
  return db.selectFrom("alert").selectAll().where("subject_id", "=", subjectId).orderBy("id", "desc").limit(
    20,
  );
}

export function alertOf(row: Selectable<Schema["alert"]>): Alert {
  return {
    id: row.id,
    kind: row.kind,
    branchId: row.branch_id,
    subject: { kind: row.subject_kind, id: row.subject_id, name: row.subject_name },
    facts: JSON.parse(row.data_json),
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    seenAt: row.seen_at,
    seenBy: row.seen_by_name,
    rightSince: row.right_since,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by_name,
  };
}
