import { changesOf } from "../audit/changes.ts";
import { type AuditData, recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, invalid, notFound } from "../lib/app_error.ts";
import type { NewReport, ReportEdit } from "./input.ts";
import { readPlan } from "./queries.ts";

type Fields = Omit<ReportEdit, "version">;

/** Makes a plan under the id of its form; the same form again changes nothing. @throws AppError forbidden, invalid */
export async function addPlan(ctx: Ctx, { form_key: id, ...fields }: NewReport): Promise<void> {
  requirePermission(ctx.actor, "reports.manage");
  checkBranch(ctx, fields);
  await ctx.db.transaction().execute(async (trx) => {
    const made = await trx.insertInto("report_plan").values({
      id,
      ...columnsOf(fields),
      due_at: ctx.now,
      created_at: ctx.now,
      created_by_name: ctx.actor.name,
      removed_at: null,
      version: 1,
    }).onConflict((clash) => clash.column("id").doNothing()).returning("id").executeTakeFirst();
    if (!made) return;
    await keepRecipients(trx, ctx, id, fields);
    await audit(trx, ctx, "report_added", id, { period: fields.period, branch_id: fields.branch_id });
  });
}

/**
 * Changes a plan; what its new times would have named before now is not sent. Whoever ended their subscription stays out until they are
 * taken off and put on again. @throws AppError forbidden, not_found, invalid, conflict `report_changed`
 */
export async function editPlan(ctx: Ctx, id: string, { version, ...fields }: ReportEdit): Promise<void> {
  requirePermission(ctx.actor, "reports.manage");
  checkBranch(ctx, fields);
  await ctx.db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom("report_plan").selectAll().where("id", "=", id).where(
      "removed_at",
      "is",
      null,
    )
      .forUpdate().executeTakeFirst();
    if (!row) throw notFound();
    if (row.version !== version) throw conflict("report_changed");
    const columns = columnsOf(fields);
    const changes = changesOf({ ...row }, columns);
    const people = await keepRecipients(trx, ctx, id, fields);
    if (!changes && !people) return;
    await trx.updateTable("report_plan").set({
      ...columns,
      ...changes && { due_at: ctx.now },
      version: version + 1,
    })
      .where("id", "=", id).execute();
    await audit(trx, ctx, "report_edited", id, { ...changes, ...people });
  });
}

/** @throws AppError forbidden, not_found */
export async function removePlan(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx.actor, "reports.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const row = await trx.updateTable("report_plan").set({ removed_at: ctx.now }).where("id", "=", id)
      .where("removed_at", "is", null).returning("id").executeTakeFirst();
    if (!row) throw notFound();
    await audit(trx, ctx, "report_removed", id, {});
  });
}

/** Whoever has the link of their mail takes themselves off; again changes nothing. @throws AppError not_found */
export async function endSubscription(ctx: Ctx, recipientId: string): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    const row = await trx.updateTable("report_recipient").set({ unsubscribed_at: ctx.now })
      .where("id", "=", recipientId).where("unsubscribed_at", "is", null).returning(["plan_id", "address"])
      .executeTakeFirst();
    if (row) await audit(trx, ctx, "report_unsubscribed", row.plan_id, { address: row.address });
  });
}

function checkBranch(ctx: Ctx, { branch_id }: Fields): void {
  if (branch_id !== "" && !ctx.shop.branches.some(({ id }) => id === branch_id)) {
    throw invalid({ branch_id: { code: "invalid" } });
  }
}

function columnsOf({ branch_id, period, hour, weekday, month_day, locale, active }: Fields) {
  return { branch_id, period, hour, weekday, month_day, locale, active: Number(active) };
}

/** Adds whom the form names and takes off whom it does not; answers what changed, null for nothing. */
async function keepRecipients(
  trx: Db,
  ctx: Ctx,
  planId: string,
  { users, addresses }: Fields,
): Promise<{ added: string[]; removed: string[] } | null> {
  const people = users.length === 0
    ? []
    : await trx.selectFrom("user").select(["id", "name", "email"]).where("id", "in", users).where(
      "active",
      "=",
      1,
    )
      .execute();
  const wanted = new Map<string, { userId: string | null; name: string }>([
    ...addresses.map((address) => [address, { userId: null, name: "" }] as const),
    ...people.map(({ id, name, email }) => [email, { userId: id, name }] as const),
  ]);
  const { recipients } = await readPlan(trx, planId);
  const removed = recipients.filter(({ address }) => !wanted.has(address));
  const added = [...wanted].filter(([address]) => !recipients.some((one) => one.address === address));
  if (removed.length > 0) {
    await trx.deleteFrom("report_recipient").where("id", "in", removed.map(({ id }) => id)).execute();
  }
  for (const [address, { userId, name }] of added) {
    await trx.insertInto("report_recipient").values({
      id: ctx.random.id(ctx.now),
      plan_id: planId,
      user_id: userId,
      name,
      address,
      created_at: ctx.now,
      unsubscribed_at: null,
    }).execute();
  }
  if (removed.length + added.length === 0) return null;
  return { added: added.map(([address]) => address), removed: removed.map(({ address }) => address) };
}

async function audit(
  trx: Db,
  ctx: Ctx,
  kind: string,
  id: string,
  data: AuditData,
): Promise<void> {
  await recordAudit(trx, ctx, { kind, subject: { kind: "report_plan", id }, data });
}
