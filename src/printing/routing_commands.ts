import { changesOf } from "../audit/changes.ts";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { languageOf, PRINT_DOCUMENTS, type PrintDocument, printsItself } from "./document.ts";

export interface RouteChoice {
  document: PrintDocument;
  printerId: string;
  copies: number;
  auto: boolean;
}

/**
 * The whole matrix of a branch as staff want it from now on. Printers that are away keep their rows.
 * @throws AppError forbidden, not_found, conflict `document_not_for_printer`
 */
export async function saveRoutes(ctx: Ctx, branchId: string, chosen: readonly RouteChoice[]): Promise<void> {
  requirePermission(ctx.actor, "printers.manage");
  if (!ctx.shop.branches.some((branch) => branch.id === branchId)) throw notFound();
  await ctx.db.transaction().execute(async (trx) => {
    const printers = await trx.selectFrom("printer").select(["id", "name", "language"])
      .where("branch_id", "=", branchId).where("active", "=", 1).forUpdate().execute();
    const ids = printers.map((printer) => printer.id);
    for (const { document, printerId } of chosen) {
      const printer = printers.find((one) => one.id === printerId);
      if (!printer) throw notFound();
      if (printer.language !== languageOf(document)) throw conflict("document_not_for_printer");
    }
    if (ids.length === 0) return;
    const before = await trx.deleteFrom("print_route").where("branch_id", "=", branchId)
      .where("printer_id", "in", ids).returning(["document", "printer_id", "copies", "auto"]).execute();
    const rows = chosen.map(({ document, printerId, copies, auto }) => ({
      document,
      printer_id: printerId,
      copies,
      auto: auto && printsItself(document) ? 1 : 0,
    }));
    if (rows.length > 0) {
      await trx.insertInto("print_route")
        .values(rows.map((row) => ({ id: ctx.random.id(ctx.now), branch_id: branchId, ...row }))).execute();
    }
    const names = new Map(printers.map((printer) => [printer.id, printer.name]));
    const changes = changesOf(inWords(before, names), inWords(rows, names));
    if (!changes) return;
    await recordAudit(trx, ctx, {
      kind: "print_routes_changed",
      subject: { kind: "branch", id: branchId },
      data: { ...changes },
    });
  });
  ctx.live.changed(`printers:${branchId}`);
}

/** Document → "Mostrador ×2 auto", for the audit. */
function inWords(
  rows: readonly { document: PrintDocument; printer_id: string; copies: number; auto: number }[],
  names: ReadonlyMap<string, string>,
): Record<PrintDocument, string> {
  const told = (document: PrintDocument) =>
    rows.filter((row) => row.document === document)
      .map((row) => `${names.get(row.printer_id)} ×${row.copies}${row.auto === 1 ? " auto" : ""}`)
      .sort().join(", ");
  return Object.fromEntries(PRINT_DOCUMENTS.map((one) => [one, told(one)])) as Record<PrintDocument, string>;
}
