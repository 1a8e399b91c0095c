import type { Selectable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { notFound } from "../lib/app_error.ts";
import type { Recipient, ReportPlan } from "./report.ts";

const MOST_PLANS = 100;

export interface PlanView extends ReportPlan {
  recipients: Recipient[];
}

/** Every report that the shop sends, in the order in which they were made. */
export async function listPlans(ctx: Ctx): Promise<PlanView[]> {
  const plans = await activeRows(ctx.db).execute();
  return await withRecipients(ctx.db, plans);
}

export function activeRows(db: Db) {
  return db.selectFrom("report_plan").selectAll().where("removed_at", "is", null).orderBy("id").limit(
    MOST_PLANS,
  );
}

/** @throws AppError not_found */
export async function readPlan(db: Db, id: string): Promise<PlanView> {
  const row = await db.selectFrom("report_plan").selectAll().where("id", "=", id).where(
    "removed_at",
    "is",
    null,
  )
    .executeTakeFirst();
  const [plan] = row ? await withRecipients(db, [row]) : [];
  if (!plan) throw notFound();
  return plan;
}

async function withRecipients(db: Db, rows: Selectable<Schema["report_plan"]>[]): Promise<PlanView[]> {
  if (rows.length === 0) return [];
  const recipients = await db.selectFrom("report_recipient").selectAll()
    .where("plan_id", "in", rows.map(({ id }) => id)).orderBy("id").execute();
  return rows.map((row) => ({
    id: row.id,
    branchId: row.branch_id,
    period: row.period,
    hour: row.hour,
    weekday: row.weekday,
    monthDay: row.month_day,
    locale: row.locale,
    active: row.active === 1,
    dueAt: row.due_at,
    version: row.version,
    recipients: recipients.filter(({ plan_id }) => plan_id === row.id).map((one) => ({
      id: one.id,
      userId: one.user_id,
      name: one.name,
      address: one.address,
      unsubscribedAt: one.unsubscribed_at,
    })),
  }));
}

export interface Issue {
  id: string;
  /** Null when somebody sent it. */
  dueAt: number | null;
  from: string;
  to: string;
  recipients: number;
  createdAt: number;
  byName: string;
}

const SHOWN_ISSUES = 20;

/** The latest reports that went out by a plan, newest first. */
export async function issuesOf(ctx: Ctx, planId: string): Promise<Issue[]> {
  const rows = await issueRows(ctx.db, planId).execute();
  return rows.map((row) => ({
    id: row.id,
    dueAt: row.due_at,
    from: row.from_day,
    to: row.to_day,
    recipients: row.recipients,
    createdAt: row.created_at,
    byName: row.by_name,
  }));
}

export function issueRows(db: Db, planId: string) {
  return db.selectFrom("report_issue").selectAll().where("plan_id", "=", planId).orderBy("id", "desc")
    .limit(SHOWN_ISSUES);
}

/** The bytes of a report that went out. @throws AppError not_found */
export async function issueFile(ctx: Ctx, { planId, id }: { planId: string; id: string }) {
  const row = await ctx.db.selectFrom("report_issue").select(["file_hash", "from_day"]).where("id", "=", id)
    .where("plan_id", "=", planId).executeTakeFirst();
  const bytes = row && await ctx.files.read(row.file_hash);
  if (!row || !bytes) throw notFound();
  return { bytes, day: row.from_day };
}

/** Whom a report can go to besides free addresses. */
export async function reachableUsers(
  { db }: Pick<Ctx, "db">,
): Promise<{ id: string; name: string; email: string }[]> {
  return await db.selectFrom("user").select(["id", "name", "email"]).where("active", "=", 1).orderBy("name")
    .execute();
}

/** @throws AppError not_found, also for one who was taken off */
export async function findRecipient(db: Db, id: string) {
  const row = await db.selectFrom("report_recipient")
    .innerJoin("report_plan", "report_plan.id", "report_recipient.plan_id")
    .select(["report_recipient.id", "report_recipient.address", "report_plan.locale"])
    .select("report_recipient.unsubscribed_at as unsubscribedAt")
    .where("report_recipient.id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  return row;
}
