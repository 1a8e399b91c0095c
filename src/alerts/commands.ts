import { branchOf } from "../admin/shop.ts";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { publish } from "../events/publish.ts";
import { notFound } from "../lib/app_error.ts";
import { type Alert, type AlertFacts, type AlertKind, type AlertSubject, CALM, REMIND_MS } from "./alert.ts";
import { queueAlertMails } from "./mails.tsx";
import { alertOf, openAlerts } from "./queries.ts";

export interface NewAlert {
  kind: AlertKind;
  branchId: string;
  subject: AlertSubject;
  facts: AlertFacts;
}

/**
 * Begins an alert, tells other programs and mails the administrators, once it has been wrong for as long as its kind asks, unless one
 * of the same kind and subject is open: however many processes look, each incident is told once. Answers whether it is new; then `jobs`
 * should be woken after the commit.
 */
export async function openAlert(trx: Db, ctx: Ctx, alert: NewAlert): Promise<boolean> {
  const known = await trx.updateTable("alert").set({ right_since: null })
    .where("branch_id", "=", alert.branchId).where("kind", "=", alert.kind)
    .where("subject_id", "=", alert.subject.id).where("closed_at", "is", null).returning("id")
    .executeTakeFirst();
  if (known || !await brewedEnough(trx, ctx, alert)) return false;
  const row = await trx.insertInto("alert").values({
    id: ctx.random.id(ctx.now),
    branch_id: alert.branchId,
    kind: alert.kind,
    subject_kind: alert.subject.kind,
    subject_id: alert.subject.id,
    subject_name: alert.subject.name,
    data_json: JSON.stringify(alert.facts),
    opened_at: ctx.now,
    told_at: ctx.now,
    closed_at: null,
    seen_at: null,
    seen_by_name: "",
  }).onConflict((conflict) =>
    conflict.columns(["branch_id", "kind", "subject_id"]).where("closed_at", "is", null).doNothing()
  ).returningAll().executeTakeFirst();
  if (!row) return false;
  await tellAlert(trx, ctx, alertOf(row));
  return true;
}

/**
 * Ends an open alert that has been right for as long as its kind asks; the administrators are told that it is over. False before that,
 * and when another process was quicker.
 */
export async function closeAlert(
  trx: Db,
  ctx: Ctx,
  { id, kind, rightSince }: Pick<Alert, "id" | "kind" | "rightSince">,
): Promise<boolean> {
  const { clearMs } = CALM[kind];
  if (clearMs > 0 && (rightSince === null || ctx.now - rightSince < clearMs)) {
    await trx.updateTable("alert").set({ right_since: ctx.now }).where("id", "=", id)
      .where("right_since", "is", null).execute();
    return false;
  }
  // What has gone wrong again since somebody looked goes on.
  const row = await trx.updateTable("alert").set({ closed_at: ctx.now }).where("id", "=", id)
    .where("closed_at", "is", null)
    .$if(clearMs > 0, (q) => q.where("right_since", "=", rightSince)).returningAll().executeTakeFirst();
  if (!row) return false;
  await tellAlert(trx, ctx, alertOf(row));
  return true;
}

/** Ends what has looked right for long enough with nobody looking any more. Answers how many. */
export async function closeRecovered(ctx: Ctx): Promise<number> {
  const over = (await openAlerts(ctx.db)).filter(({ kind, rightSince }) =>
    rightSince !== null && ctx.now - rightSince >= CALM[kind].clearMs
  );
  let closed = 0;
  for (const alert of over) {
    if (await ctx.db.transaction().execute((trx) => closeAlert(trx, ctx, alert))) closed++;
  }
  return closed;
}

/** Mails the administrators once more about what is still wrong and nobody took on. Answers how many. */
export async function remindOfAlerts(ctx: Ctx): Promise<number> {
  const due = (await openAlerts(ctx.db)).filter(({ acknowledgedAt, rightSince }) =>
    acknowledgedAt === null && rightSince === null
  );
  let reminded = 0;
  for (const { id } of due) {
    await ctx.db.transaction().execute(async (trx) => {
      const row = await trx.updateTable("alert").set({ told_at: ctx.now }).where("id", "=", id)
        .where("closed_at", "is", null).where("acknowledged_at", "is", null).where("right_since", "is", null)
        .where("told_at", "<=", ctx.now - REMIND_MS).returningAll().executeTakeFirst();
      if (!row) return;
      reminded++;
      await queueAlertMails(trx, ctx, alertOf(row));
    });
  }
  return reminded;
}

/** An administrator takes an open alert on: nobody is reminded of it until it is over. @throws AppError forbidden, not_found */
export async function acknowledgeAlert(ctx: Ctx, alertId: string): Promise<void> {
  requirePermission(ctx.actor, "settings.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const alert = await trx.selectFrom("alert").select(["kind", "subject_id"]).where("id", "=", alertId)
      .executeTakeFirst();
    if (!alert) throw notFound();
    const taken = await trx.updateTable("alert")
      .set({ acknowledged_at: ctx.now, acknowledged_by_name: ctx.actor.name }).where("id", "=", alertId)
      .where("acknowledged_at", "is", null).where("closed_at", "is", null).returning("id").executeTakeFirst();
    if (!taken) return;
    await trx.updateTable("alert").set({ seen_at: ctx.now, seen_by_name: ctx.actor.name })
      .where("id", "=", alertId).where("seen_at", "is", null).execute();
    await recordAudit(trx, ctx, {
      kind: "alert_acknowledged",
      subject: { kind: "alert", id: alertId },
      data: { alert: alert.kind },
    });
  });
}

async function tellAlert(trx: Db, ctx: Ctx, alert: Alert): Promise<void> {
  await queueAlertMails(trx, ctx, alert);
  const { id, kind, subject, openedAt, closedAt } = alert;
  const told = {
    id,
    kind,
    branch: branchOf(ctx.shop, alert.branchId).code,
    subject: { kind: subject.kind, id: subject.id },
    opened_at: new Date(openedAt).toISOString(),
    closed_at: closedAt === null ? null : new Date(closedAt).toISOString(),
  };
  const type = closedAt === null ? "alert.raised" : "alert.cleared";
  await publish(trx, ctx, [{ type, subject: { kind: "alert", id }, data: { alert: told } }]);
}

/** Looks are minutes apart: what was not seen for so long was right meanwhile. */
const FORGOTTEN_MS = 15 * 60_000;

async function brewedEnough(trx: Db, ctx: Ctx, { kind, branchId, subject }: NewAlert): Promise<boolean> {
  const { raiseMs } = CALM[kind];
  if (raiseMs === 0) return true;
  const at = { branch_id: branchId, kind, subject_id: subject.id };
  const brewing = await trx.insertInto("alert_brewing").values({ ...at, since: ctx.now, seen_at: ctx.now })
    .onConflict((known) =>
      known.columns(["branch_id", "kind", "subject_id"]).doUpdateSet((q) => ({
        since: q.case().when("alert_brewing.seen_at", "<", ctx.now - FORGOTTEN_MS).then(ctx.now)
          .else(q.ref("alert_brewing.since")).end(),
        seen_at: ctx.now,
      }))
    ).returning("since").executeTakeFirstOrThrow();
  return ctx.now - Number(brewing.since) >= raiseMs;
}

/** Somebody of the branch has read it: it leaves the counter's page, not the list. @throws AppError not_found */
export async function markSeen(ctx: Ctx, alertId: string): Promise<void> {
  requirePermission(ctx.actor, "labels.print");
  const known = await ctx.db.selectFrom("alert").select("id").where("id", "=", alertId).executeTakeFirst();
  if (!known) throw notFound();
  await ctx.db.updateTable("alert").set({ seen_at: ctx.now, seen_by_name: ctx.actor.name })
    .where("id", "=", alertId).where("seen_at", "is", null).execute();
}
