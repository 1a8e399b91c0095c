import { changesOf } from "../audit/changes.ts";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, invalid, notFound } from "../lib/app_error.ts";
import { staffOf } from "../intakes/staff.ts";
import { actingUser } from "../orders/acting_user.ts";
import { recordEvent } from "../orders/history.ts";
import { lockOpenOrder, lockOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import type { LoanerEdit, LoanInput, NewLoaner, ReturnInput } from "./input.ts";

/** Adds a device to what the user's branch lends; one form adds one. */
export async function addLoaner(ctx: Ctx, { form_key: id, ...facts }: NewLoaner): Promise<void> {
  requirePermission(ctx.actor, "loaners.manage");
  const { branchId: branch_id } = staffOf(ctx);
  await ctx.db.transaction().execute(async (trx) => {
    const added = await trx.insertInto("loaner")
      .values({
        id,
        branch_id,
        ...facts,
        active: 1,
        created_at: ctx.now,
        created_by: actingUser(ctx),
        updated_at: ctx.now,
        version: 1,
      })
      .onConflict((same) => same.column("id").doNothing()).returning("id").executeTakeFirst();
    if (!added) return;
    await recordAudit(trx, ctx, {
      kind: "loaner_added",
      subject: { kind: "loaner", id },
      data: { name: facts.name, serial: facts.serial },
    });
  });
}

/** @throws AppError not_found; conflict loaner_changed; invalid `active` loaner_out while it is lent */
export async function editLoaner(ctx: Ctx, id: string, edit: LoanerEdit): Promise<void> {
  requirePermission(ctx.actor, "loaners.manage");
  const { version, active, ...facts } = edit;
  await ctx.db.transaction().execute(async (trx) => {
    const before = await lockLoaner(trx, id);
    if (before.version !== version) throw conflict("loaner_changed");
    const after = { ...facts, active: active ? 1 : 0 };
    const changes = changesOf({ ...before }, after);
    if (!changes) return;
    if (!active && await openLoan(trx, id)) throw invalid({ active: { code: "loaner_out" } });
    await trx.updateTable("loaner").set({ ...after, updated_at: ctx.now, version: version + 1 })
      .where("id", "=", id).execute();
    await recordAudit(trx, ctx, {
      kind: "loaner_edited",
      subject: { kind: "loaner", id },
      data: { ...changes },
    });
  });
}

/**
 * Lends a device to the client of an open order; the same form again changes nothing.
 * @throws AppError not_found; conflict order_closed; invalid `loaner_id` when it is out, retired or of another branch
 */
export async function lend(ctx: Ctx, number: string, input: LoanInput): Promise<void> {
  requirePermission(ctx.actor, "loaners.manage");
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOpenOrder(trx, number);
    const earlier = await trx.selectFrom("loan").select("id").where("id", "=", input.form_key)
      .executeTakeFirst();
    if (!earlier) await insertLoan(trx, ctx, { order, input });
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}

async function insertLoan(
  trx: Db,
  ctx: Ctx,
  { order, input }: { order: OrderRow; input: LoanInput },
): Promise<void> {
  const loaner = await trx.selectFrom("loaner").selectAll().where("id", "=", input.loaner_id).forUpdate()
    .executeTakeFirst();
  if (!loaner || loaner.branch_id !== order.branch_id || loaner.active === 0) {
    throw invalid({ loaner_id: { code: "loaner_gone" } });
  }
  if (await openLoan(trx, loaner.id)) throw invalid({ loaner_id: { code: "loaner_lent" } });
  const { condition, agreement, deposit, due_on } = input;
  await trx.insertInto("loan").values({
    id: input.form_key,
    loaner_id: loaner.id,
    order_id: order.id,
    agreement,
    deposit,
    condition,
    due_at: due_on,
    lent_at: ctx.now,
    lent_by: actingUser(ctx),
    lent_by_name: ctx.actor.name,
  }).execute();
  await recordEvent(trx, ctx, {
    orderId: order.id,
    kind: "loaner_lent",
    data: { loaner: loaner.name, serial: loaner.serial, condition, agreement, deposit, due_at: due_on },
  });
}

/** Takes a lent device back, whatever became of the order. @throws AppError not_found; conflict loan_returned */
export async function takeBack(ctx: Ctx, loanId: string, input: ReturnInput): Promise<{ number: string }> {
  requirePermission(ctx.actor, "loaners.manage");
  const { order } = await ctx.db.transaction().execute(async (trx) => {
    const loan = await trx.selectFrom("loan").innerJoin("order", "order.id", "loan.order_id")
      .select("order.number").where("loan.id", "=", loanId).executeTakeFirst();
    if (!loan) throw notFound();
    const order = await lockOrder(trx, loan.number);
    await recordReturn(trx, ctx, { order, loanId, id: input.form_key, condition: input.condition });
    return { order };
  });
  ctx.live.changed(...topicsOf(order));
  return { number: order.number };
}

/** The return of one loan of an order that is held; the same id again changes nothing. @throws conflict loan_returned */
export async function recordReturn(
  trx: Db,
  ctx: Ctx,
  { order, loanId, id, condition }: { order: OrderRow; loanId: string; id: string; condition: string },
): Promise<void> {
  const loan = await trx.selectFrom("loan").innerJoin("loaner", "loaner.id", "loan.loaner_id")
    .leftJoin("loan_return", "loan_return.loan_id", "loan.id")
    .select(["loan.loaner_id", "loaner.name", "loaner.serial", "loan_return.id as return_id"])
    .where("loan.id", "=", loanId).where("loan.order_id", "=", order.id).executeTakeFirst();
  if (!loan) throw notFound();
  if (loan.return_id === id) return;
  if (loan.return_id !== null) throw conflict("loan_returned");
  await trx.insertInto("loan_return").values({
    id,
    loan_id: loanId,
    condition,
    returned_at: ctx.now,
    returned_by: actingUser(ctx),
    returned_by_name: ctx.actor.name,
  }).execute();
  await trx.updateTable("loaner").set((q) => ({
    condition,
    updated_at: ctx.now,
    version: q("version", "+", 1),
  }))
    .where("id", "=", loan.loaner_id).execute();
  await recordEvent(trx, ctx, {
    orderId: order.id,
    kind: "loaner_returned",
    data: { loaner: loan.name, serial: loan.serial, condition },
  });
}

async function lockLoaner(trx: Db, id: string) {
  const loaner = await trx.selectFrom("loaner").selectAll().where("id", "=", id).forUpdate()
    .executeTakeFirst();
  if (!loaner) throw notFound();
  return loaner;
}

/** Of a loaner that is held. */
async function openLoan(trx: Db, loanerId: string): Promise<{ id: string } | undefined> {
  return await trx.selectFrom("loan").leftJoin("loan_return", "loan_return.loan_id", "loan.id").select(
    "loan.id",
  )
    .where("loan.loaner_id", "=", loanerId).where("loan_return.id", "is", null).executeTakeFirst();
}
