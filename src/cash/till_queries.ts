import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import { type DrawerPrinter, drawerPrinters } from "../printing/drawers.ts";

export interface TillRow {
  id: string;
  name: string;
  branchId: string;
  /** Its code. */
  branch: string;
  printerId: string | null;
  printer: string | null;
  active: boolean;
  openBy: string | null;
  version: number;
}

/** Every till of the shop, those in use first. */
export async function listTills(ctx: Ctx): Promise<TillRow[]> {
  const rows = await tillRows(ctx).orderBy("till.active", "desc").orderBy("branch.code").orderBy("till.name")
    .execute();
  return rows.map(rowOf);
}

/** @throws AppError not_found */
export async function getTill(ctx: Ctx, id: string): Promise<TillRow> {
  const row = await tillRows(ctx).where("till.id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  return rowOf(row);
}

/** The receipt printers with a drawer that a till of the branch may have. */
export async function tillDrawers(ctx: Ctx, branchId: string): Promise<DrawerPrinter[]> {
  return await drawerPrinters(ctx.db, branchId);
}

function tillRows({ db }: Ctx) {
  return db.selectFrom("till").innerJoin("branch", "branch.id", "till.branch_id")
    .leftJoin("printer", "printer.id", "till.printer_id")
    .leftJoin(
      "cash_session",
      (join) => join.onRef("cash_session.till_id", "=", "till.id").on("cash_session.closed_at", "is", null),
    )
    .leftJoin("user", "user.id", "cash_session.user_id")
    .select(["till.id", "till.name", "till.branch_id as branchId", "branch.code as branch", "till.version"])
    .select([
      "till.printer_id as printerId",
      "printer.name as printer",
      "till.active",
      "user.name as openBy",
    ]);
}

function rowOf({ active, ...row }: Omit<TillRow, "active"> & { active: number }): TillRow {
  return { ...row, active: active === 1 };
}
