import { type AuditData, recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { formatDateTime } from "../lib/dates.ts";
import { languageOf, PRINT_DOCUMENTS, usuallyAuto } from "./document.ts";
import { rollOf } from "./drawn_roll.ts";
import { insertJob } from "./job_rows.ts";
import { drawLabel, sizeOf } from "./label.ts";
import { branchLayout } from "./layout_queries.ts";
import { testRoll } from "./paper_rolls.ts";
import type { PrinterSetup } from "./protocol.ts";
import { requireFit } from "./stock.ts";
import { findTarget, liveTargets } from "./targets.ts";

const TEST_PRIORITY = 9;

export interface DaemonErrand {
  printerId: string;
  action: "printed" | "reprint" | "calibrate" | "pause" | "resume" | "setup" | "open_drawer";
  /** For `printed` and `reprint`. */
  jobId?: string;
  /** For `setup`. */
  setup?: PrinterSetup;
}

/** Leaves a command for the printer's daemon; the same one is not left twice while it is on the way. */
export async function askDaemon(trx: Db, ctx: Ctx, errand: DaemonErrand): Promise<void> {
  const printer = await trx.selectFrom("printer").select(["agent_id"]).where("id", "=", errand.printerId)
    .forUpdate().executeTakeFirst();
  if (!printer) throw notFound();
  const jobId = errand.jobId ?? null;
  const waiting = await trx.selectFrom("print_command").select("id")
    .where("printer_id", "=", errand.printerId).where("action", "=", errand.action)
    .where("print_job_id", jobId === null ? "is" : "=", jobId).where("done_at", "is", null)
    .executeTakeFirst();
  if (waiting) return;
  await trx.insertInto("print_command").values({
    id: ctx.random.id(ctx.now),
    agent_id: printer.agent_id,
    printer_id: errand.printerId,
    print_job_id: jobId,
    action: errand.action,
    created_at: ctx.now,
    created_by_name: ctx.actor.name,
    done_at: null,
    ok: null,
    detail: "",
    data_json: errand.setup ? JSON.stringify(errand.setup) : "",
  }).execute();
}

/**
 * Every label of the branch comes out of this printer from now on, and of no other; copies and what prints by itself stay.
 * @throws AppError not_found, conflict `document_not_for_printer`
 */
export async function makeDefault(ctx: Ctx, printerId: string): Promise<void> {
  requirePermission(ctx.actor, "printers.manage");
  const printer = await ctx.db.transaction().execute(async (trx) => {
    const printer = await findPrinter(trx, printerId);
    if (printer.language !== "zpl") throw conflict("document_not_for_printer");
    const labels = PRINT_DOCUMENTS.filter((document) => languageOf(document) === "zpl");
    const before = await trx.deleteFrom("print_route").where("branch_id", "=", printer.branch_id)
      .where("document", "in", labels).returning(["document", "copies", "auto"]).execute();
    await trx.insertInto("print_route").values(labels.map((document) => {
      const known = before.find((route) => route.document === document);
      return {
        id: ctx.random.id(ctx.now),
        branch_id: printer.branch_id,
        document,
        printer_id: printerId,
        copies: known?.copies ?? 1,
        auto: known?.auto ?? (usuallyAuto(document) ? 1 : 0),
      };
    })).execute();
    await audit(trx, ctx, { printerId, kind: "printer_made_default" });
    return printer;
  });
  ctx.live.changed(`printers:${printer.branch_id}`);
}

/**
 * Who takes over what has not been sent while this printer cannot print; null for nobody.
 * @throws AppError not_found, conflict when its labels are others
 */
export async function chooseFallback(ctx: Ctx, printerId: string, fallbackId: string | null): Promise<void> {
  requirePermission(ctx.actor, "printers.manage");
  const printer = await ctx.db.transaction().execute(async (trx) => {
    const own = await findTarget(trx, printerId);
    if (!own) throw notFound();
    if (fallbackId !== null) {
      const other = (await liveTargets(trx, own.branch_id)).find((one) => one.id === fallbackId);
      if (!other) throw notFound();
      if (other.id === own.id) throw conflict("same_printer");
      requireFit(own, other);
    }
    await trx.updateTable("printer").set({ fallback_id: fallbackId, updated_at: ctx.now })
      .where("id", "=", printerId).execute();
    await audit(trx, ctx, {
      printerId,
      kind: "printer_fallback_changed",
      data: { printer_id: fallbackId },
    });
    return own;
  });
  ctx.live.changed(`printers:${printer.branch_id}`);
}

/**
 * Tells the printer for good what media it holds, how dark and how fast it prints; then it measures its labels.
 * @throws AppError not_found, conflict for a printer that has nothing to set up
 */
export async function setUpMedia(ctx: Ctx, printerId: string, setup: PrinterSetup): Promise<void> {
  requirePermission(ctx.actor, "printers.manage");
  const printer = await ctx.db.transaction().execute(async (trx) => {
    const printer = await findPrinter(trx, printerId);
    if (printer.language !== "zpl" || printer.kind === "virtual") throw conflict("nothing_to_set_up");
    await withdraw(trx, ctx, { printerId, action: "setup" });
    await askDaemon(trx, ctx, { printerId, action: "setup", setup });
    await trx.updateTable("printer").set({ setup_json: JSON.stringify(setup), updated_at: ctx.now })
      .where("id", "=", printerId).execute();
    await audit(trx, ctx, { printerId, kind: "printer_set_up", data: { ...setup } });
    return printer;
  });
  ctx.live.changed(`printers:${printer.branch_id}`, `agent:${printer.agent_id}`);
}

/** What staff call the printer. @throws AppError not_found */
export async function renamePrinter(ctx: Ctx, printerId: string, name: string): Promise<void> {
  requirePermission(ctx.actor, "printers.manage");
  const printer = await ctx.db.transaction().execute(async (trx) => {
    const printer = await findPrinter(trx, printerId);
    await trx.updateTable("printer").set({ name, updated_at: ctx.now }).where("id", "=", printerId).execute();
    const changes = { before: { name: printer.name }, after: { name } };
    if (printer.name !== name) await audit(trx, ctx, { printerId, kind: "printer_renamed", data: changes });
    return printer;
  });
  ctx.live.changed(`printers:${printer.branch_id}`);
}

/** Holds the printer's queue, on the server and in the daemon, or lets it go on. @throws AppError not_found */
export async function pausePrinter(ctx: Ctx, printerId: string, paused: boolean): Promise<void> {
  requirePermission(ctx.actor, "printers.manage");
  const printer = await ctx.db.transaction().execute(async (trx) => {
    const printer = await findPrinter(trx, printerId);
    await trx.updateTable("printer").set({ paused: paused ? 1 : 0, updated_at: ctx.now })
      .where("id", "=", printerId).execute();
    await audit(trx, ctx, { printerId, kind: paused ? "printer_paused" : "printer_resumed" });
    await withdraw(trx, ctx, { printerId, action: paused ? "resume" : "pause" });
    await askDaemon(trx, ctx, { printerId, action: paused ? "pause" : "resume" });
    return printer;
  });
  ctx.live.changed(`printers:${printer.branch_id}`, `agent:${printer.agent_id}`);
}

/** Lets the printer measure its labels, which feeds a few of them. @throws AppError not_found */
export async function calibratePrinter(ctx: Ctx, printerId: string): Promise<void> {
  requirePermission(ctx.actor, "printers.manage");
  const printer = await ctx.db.transaction().execute(async (trx) => {
    const printer = await findPrinter(trx, printerId);
    await askDaemon(trx, ctx, { printerId, action: "calibrate" });
    return printer;
  });
  ctx.live.changed(`printers:${printer.branch_id}`, `agent:${printer.agent_id}`);
}

/**
 * Opens the cash drawer that hangs on a receipt printer. Now or never: the daemon gives up after ten seconds.
 * @throws AppError not_found, conflict for a printer without a drawer
 */
export async function openDrawer(ctx: Ctx, printerId: string): Promise<void> {
  requirePermission(ctx.actor, "printers.manage");
  const printer = await ctx.db.transaction().execute(async (trx) => {
    const printer = await findPrinter(trx, printerId);
    const drawer = rollOf(printer)?.drawer ?? "none";
    if (drawer === "none") throw conflict("no_drawer");
    await kickDrawer(trx, ctx, printerId);
    await audit(trx, ctx, { printerId, kind: "drawer_opened" });
    return printer;
  });
  ctx.live.changed(`printers:${printer.branch_id}`, `agent:${printer.agent_id}`);
}

async function audit(
  trx: Db,
  ctx: Ctx,
  { printerId, kind, data }: { printerId: string; kind: string; data?: AuditData },
): Promise<void> {
  await recordAudit(trx, ctx, { kind, subject: { kind: "printer", id: printerId }, data });
}

/** Opens a drawer in the caller's transaction; what an earlier kick has not reached is past. */
export async function kickDrawer(trx: Db, ctx: Ctx, printerId: string): Promise<void> {
  await withdraw(trx, ctx, { printerId, action: "open_drawer" });
  await askDaemon(trx, ctx, { printerId, action: "open_drawer" });
}

/** A label or receipt that shows size, sharpness and accents, by the same way as every other. @throws AppError not_found */
export async function printTestLabel(ctx: Ctx, printerId: string, idemKey: string): Promise<string> {
  requirePermission(ctx.actor, "printers.manage");
  const { jobId, printer } = await ctx.db.transaction().execute(async (trx) => {
    const printer = await findPrinter(trx, printerId);
    if (printer.active === 0) throw conflict("no_printer");
    const drawn = rollOf(printer) ? testReceipt(ctx, printer) : await testLabel(trx, ctx, printer);
    const job = await insertJob(trx, ctx, {
      branch_id: printer.branch_id,
      printer_id: printer.id,
      order_id: null,
      template: "test",
      title: printer.name,
      ...drawn,
      copies: 1,
      priority: TEST_PRIORITY,
      idemKey,
    });
    return { jobId: job.id, printer };
  });
  ctx.live.changed(`printers:${printer.branch_id}`, `agent:${printer.agent_id}`);
  return jobId;
}

type TestedPrinter = Awaited<ReturnType<typeof findPrinter>>;

async function testLabel(trx: Db, ctx: Ctx, printer: TestedPrinter) {
  const branch = branchOf(ctx.shop, printer.branch_id);
  const { language, content, svg, sha256, layout } = drawLabel("test", {
    code: `${branch.code}-TEST`,
    printer: printer.name,
    shop: ctx.shop.organization?.name ?? branch.name,
    date: formatDateTime(ctx.now, { locale: ctx.locale, timeZone: branch.timeZone }),
    url: ctx.baseUrl,
  }, {
    size: sizeOf(printer),
    copies: 1,
    layout: await branchLayout(trx, { branchId: branch.id, template: "test" }),
  });
  return { language, content, svg, sha256, layout_json: JSON.stringify(layout) };
}

function testReceipt(ctx: Ctx, printer: TestedPrinter) {
  const roll = rollOf(printer);
  if (!roll) throw new TypeError(`${printer.name} prints no receipts`);
  const branch = branchOf(ctx.shop, printer.branch_id);
  const { language, content, svg, sha256 } = testRoll({
    shop: ctx.shop.organization?.name ?? branch.name,
    printer: printer.name,
    at: ctx.now,
    url: ctx.baseUrl,
    code: `${branch.code}-TEST`,
  }, { printer: roll, reading: { locale: ctx.locale, timeZone: branch.timeZone } });
  return { language, content, svg, sha256 };
}

/** Takes back what the daemon has not heard yet. */
async function withdraw(
  trx: Db,
  ctx: Ctx,
  { printerId, action }: { printerId: string; action: "pause" | "resume" | "setup" | "open_drawer" },
): Promise<void> {
  await trx.updateTable("print_command").set({ done_at: ctx.now, ok: 0, detail: "withdrawn" })
    .where("printer_id", "=", printerId).where("action", "=", action).where("done_at", "is", null).execute();
}

async function findPrinter(trx: Db, id: string) {
  const printer = await trx.selectFrom("printer")
    .select(["id", "agent_id", "branch_id", "name", "active", "kind", "language", "media"])
    .select(["dpi", "width_um", "height_um", "roll_json"])
    .where("id", "=", id).executeTakeFirst();
  if (!printer) throw notFound();
  return printer;
}
