import { changesOf } from "../audit/changes.ts";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import type { Db } from "../db/open.ts";
import { conflict, invalid, notFound } from "../lib/app_error.ts";
import { drawerPrinters } from "../printing/drawers.ts";
import type { NewTill, TillEdit } from "./input.ts";

/** The same form again changes nothing. @throws AppError forbidden, invalid `name`, `branch_id`, `printer_id` */
export async function addTill(ctx: Ctx, { form_key: id, ...input }: NewTill): Promise<void> {
  requirePermission(ctx.actor, "cash.manage");
  const branch = ctx.shop.branches.find((one) => one.id === input.branch_id && one.active);
  if (!branch) throw invalid({ branch_id: { code: "required" } });
  await ctx.db.transaction().execute(async (trx) => {
    await requireDrawer(trx, input);
    const till = { id, ...input, active: 1, created_at: ctx.now, version: 1 };
    // Of the same form at the same instant Postgres may meet the name before the id.
    const made = await trx.insertInto("till").values(till).onConflict((known) => known.doNothing())
      .returning("id").executeTakeFirst();
    if (!made) {
      const same = await trx.selectFrom("till").select("id").where("id", "=", id).executeTakeFirst();
      if (!same) throw invalid({ name: { code: "till_name_taken" } });
      return;
    }
    await recordAudit(trx, ctx, {
      kind: "till_added",
      subject: { kind: "till", id },
      data: { name: input.name, branch: branch.code },
    });
  });
}

/** @throws AppError forbidden, not_found, conflict `till_changed`, invalid `name`, `printer_id`, `active` while it is open */
export async function editTill(ctx: Ctx, id: string, { version, active, ...facts }: TillEdit): Promise<void> {
  requirePermission(ctx.actor, "cash.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const before = await trx.selectFrom("till").selectAll().where("id", "=", id).forUpdate()
      .executeTakeFirst();
    if (!before) throw notFound();
    if (before.version !== version) throw conflict("till_changed");
    const after = { ...facts, active: active ? 1 : 0 };
    const changes = changesOf({ ...before }, after);
    if (!changes) return;
    if (!active) await requireClosed(trx, id);
    await requireDrawer(trx, { branch_id: before.branch_id, printer_id: facts.printer_id });
    await nameTaken(
      trx.updateTable("till").set({ ...after, version: version + 1 }).where("id", "=", id).execute(),
    );
    const subject = { kind: "till", id };
    await recordAudit(trx, ctx, { kind: "till_edited", subject, data: { ...changes } });
  });
}

async function requireClosed(trx: Db, tillId: string): Promise<void> {
  const open = await trx.selectFrom("cash_session").select("id").where("till_id", "=", tillId)
    .where("closed_at", "is", null).executeTakeFirst();
  if (open) throw invalid({ active: { code: "till_in_use" } });
}

async function requireDrawer(
  trx: Db,
  { branch_id, printer_id }: { branch_id: string; printer_id: string | null },
): Promise<void> {
  if (printer_id === null) return;
  const known = (await drawerPrinters(trx, branch_id)).some((printer) => printer.id === printer_id);
  if (!known) throw invalid({ printer_id: { code: "invalid" } });
}

async function nameTaken<Result>(writing: Promise<Result>): Promise<Result> {
  try {
    return await writing;
  } catch (error) {
    if (dbFault(error)?.kind === "unique") throw invalid({ name: { code: "till_name_taken" } });
    throw error;
  }
}
