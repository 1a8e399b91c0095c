import { branchOf } from "../admin/shop.ts";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { AppError, conflict, notFound } from "../lib/app_error.ts";
import { staffOf } from "../intakes/staff.ts";
import { actingUser } from "../orders/acting_user.ts";
import { takeNumbers } from "../orders/numbering.ts";
import { cancelPrintJob } from "../printing/job_commands.ts";
import { topicsOf } from "../printing/job_rows.ts";
import { printersFor } from "../printing/loose_label_commands.ts";
import { UNFINISHED } from "../printing/print_job.ts";
import type { Reservation, Voiding } from "./input.ts";
import { requestSlipLabels, type SlipLabels } from "./labels.ts";

/**
 * Reserves the next numbers of the branch where one works, for paper, then asks for their labels where a printer is named. The same
 * form again answers as the first time. @throws AppError forbidden, not_found, conflict `no_printer`
 */
export async function reserveSlips(ctx: Ctx, reservation: Reservation): Promise<{ id: string }> {
  requirePermission(ctx.actor, "slips.manage");
  const { form_key: idemKey, printer_id: printerId } = reservation;
  const { branchId } = staffOf(ctx);
  if (printerId) await printersFor(ctx.db, { branchId, template: "slip", printerId });
  const batch = await reserveOnce(ctx, { branchId, reservation });
  if (printerId) await askForLabels(ctx, { batchId: batch.id, branchId, idemKey, printerId });
  return batch;
}

export interface LabelsOfBatch {
  /** One click, one key. */
  idemKey: string;
  /** Null for those that the branch's matrix names. */
  printerId: string | null;
}

/** Asks for a label of every slip that is still open. @throws AppError forbidden, not_found, conflict `no_open_slips`, `no_printer` */
export async function printSlipLabels(ctx: Ctx, batchId: string, wish: LabelsOfBatch): Promise<number> {
  requirePermission(ctx.actor, "slips.manage");
  const batch = await ctx.db.selectFrom("slip_batch").select("branch_id as branchId")
    .where("id", "=", batchId).executeTakeFirst();
  if (!batch) throw notFound();
  const asked = await askForLabels(ctx, { batchId, ...batch, ...wish });
  if (asked === 0) throw conflict("no_open_slips");
  return asked;
}

async function askForLabels(ctx: Ctx, wish: SlipLabels): Promise<number> {
  const { branchId } = wish;
  const asked = await requestSlipLabels(ctx, wish);
  ctx.live.changed(`board:${branchId}`, ...topicsOf({ order_id: null, branch_id: branchId }));
  return asked;
}

export interface Voided {
  voided: number;
  /** Had been used or voided before. */
  left: number;
}

/**
 * Says of slips that they will never be used: spoiled, lost, thrown away. Labels of them that have not come out are taken back.
 * @throws AppError forbidden, not_found
 */
export async function voidSlips(
  ctx: Ctx,
  batchId: string,
  { numbers, all, reason }: Voiding,
): Promise<Voided> {
  requirePermission(ctx.actor, "slips.manage");
  const ids = await ctx.db.transaction().execute(async (trx) => {
    const batch = await trx.selectFrom("slip_batch").select("branch_id").where("id", "=", batchId)
      .executeTakeFirst();
    if (!batch) throw notFound();
    const open = await trx.selectFrom("slip").select(["id", "number"]).where("batch_id", "=", batchId)
      .$if(!all, (q) => q.where("number", "in", numbers)).where("state", "=", "open").orderBy("seq")
      .forUpdate().execute();
    if (open.length === 0) return [];
    await trx.updateTable("slip").set({
      state: "void",
      settled_at: ctx.now,
      settled_by: actingUser(ctx),
      settled_by_name: ctx.actor.name,
      void_reason: reason,
    }).where("id", "in", open.map(({ id }) => id)).execute();
    await recordAudit(trx, ctx, {
      kind: "slips_voided",
      subject: { kind: "slip_batch", id: batchId },
      data: { branch_id: batch.branch_id, numbers: open.map(({ number }) => number), reason },
    });
    return open.map(({ id }) => id);
  });
  await takeLabelsBack(ctx, ids);
  return { voided: ids.length, left: all ? 0 : new Set(numbers).size - ids.length };
}

interface Reserving {
  branchId: string;
  reservation: Reservation;
}

/** Of submits of one form that run at the same time one wins; the others fail on its form key, and answer with its batch. */
async function reserveOnce(ctx: Ctx, { branchId, reservation }: Reserving): Promise<{ id: string }> {
  const { form_key } = reservation;
  const earlier = await batchOfForm(ctx.db, form_key);
  if (earlier) return earlier;
  try {
    return await ctx.db.transaction().execute(async (trx) =>
      await batchOfForm(trx, form_key) ?? await reserve(trx, ctx, { branchId, reservation })
    );
  } catch (error) {
    const known = await batchOfForm(ctx.db, form_key);
    if (!known) throw error;
    return known;
  }
}

async function reserve(trx: Db, ctx: Ctx, { branchId, reservation }: Reserving): Promise<{ id: string }> {
  const branch = branchOf(ctx.shop, branchId);
  const taken = await takeNumbers(trx, branch, reservation.count);
  const [first = "", last = first] = [taken[0]?.number, taken.at(-1)?.number];
  const id = ctx.random.id(ctx.now);
  await trx.insertInto("slip_batch").values({
    id,
    branch_id: branchId,
    first_number: first,
    last_number: last,
    slips: taken.length,
    form_key: reservation.form_key,
    created_at: ctx.now,
    created_by: actingUser(ctx),
    created_by_name: ctx.actor.name,
  }).execute();
  await trx.insertInto("slip").values(taken.map((one) => ({
    ...one,
    id: ctx.random.id(ctx.now),
    batch_id: id,
    branch_id: branchId,
    state: "open" as const,
    order_id: null,
    settled_at: null,
    settled_by: null,
    settled_by_name: "",
    void_reason: "",
    created_at: ctx.now,
  }))).execute();
  await recordAudit(trx, ctx, {
    kind: "slips_reserved",
    subject: { kind: "slip_batch", id },
    data: { branch_id: branchId, slips: taken.length, first_number: first, last_number: last },
  });
  return { id };
}

async function batchOfForm(db: Db, formKey: string): Promise<{ id: string } | undefined> {
  return await db.selectFrom("slip_batch").select("id").where("form_key", "=", formKey).executeTakeFirst();
}

async function takeLabelsBack(ctx: Ctx, slipIds: readonly string[]): Promise<void> {
  if (slipIds.length === 0) return;
  const jobs = await ctx.db.selectFrom("print_job").select("id").where("slip_id", "in", slipIds)
    .where("state", "in", UNFINISHED).execute();
  for (const { id } of jobs) {
    try {
      await cancelPrintJob(ctx, id);
    } catch (error) {
      // It came out meanwhile: whoever scans it hears that it is void.
      if (!(error instanceof AppError) || error.code !== "conflict") throw error;
    }
  }
}
