import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import { type Alert, type AlertFacts, type AlertKind, type AlertSubject } from "./alert.ts";
import { queueAlertMails } from "./mails.tsx";
import { alertOf } from "./queries.ts";

export interface NewAlert {
  kind: AlertKind;
  branchId: string;
  subject: AlertSubject;
  facts: AlertFacts;
}

/**
 * Begins an alert and mails the administrators, unless one of the same kind and subject is open: however many processes
 * look, each incident is told once. Answers whether it is new; then `jobs` should be woken after the commit.
 */
export async function openAlert(trx: Db, ctx: Ctx, alert: NewAlert): Promise<boolean> {
  const row = await trx.insertInto("alert").values({
    id: ctx.random.id(ctx.now),
    branch_id: alert.branchId,
    kind: alert.kind,
    subject_kind: alert.subject.kind,
    subject_id: alert.subject.id,
    subject_name: alert.subject.name,
    data_json: JSON.stringify(alert.facts),
    opened_at: ctx.now,
    closed_at: null,
    seen_at: null,
    seen_by_name: "",
  }).onConflict((conflict) =>
    conflict.columns(["branch_id", "kind", "subject_id"]).where("closed_at", "is", null).doNothing()
  ).returningAll().executeTakeFirst();
  if (!row) return false;
  await queueAlertMails(trx, ctx, alertOf(row));
  return true;
}

/** Ends an open alert; the administrators are told that it is over. False when another process was quicker. */
export async function closeAlert(trx: Db, ctx: Ctx, alert: Pick<Alert, "id">): Promise<boolean> {
  const row = await trx.updateTable("alert").set({ closed_at: ctx.now }).where("id", "=", alert.id)
    .where("closed_at", "is", null).returningAll().executeTakeFirst();
  if (!row) return false;
  await queueAlertMails(trx, ctx, alertOf(row));
  return true;
}

/** Somebody of the branch has read it: it leaves the counter's page, not the list. @throws AppError not_found */
export async function markSeen(ctx: Ctx, alertId: string): Promise<void> {
  requirePermission(ctx.actor, "labels.print");
  const known = await ctx.db.selectFrom("alert").select("id").where("id", "=", alertId).executeTakeFirst();
  if (!known) throw notFound();
  await ctx.db.updateTable("alert").set({ seen_at: ctx.now, seen_by_name: ctx.actor.name })
    .where("id", "=", alertId).where("seen_at", "is", null).execute();
}
