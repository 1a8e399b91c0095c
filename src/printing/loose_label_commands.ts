import { branchOf } from "../admin/shop.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { formatDate } from "../lib/dates.ts";
import { insertJob, LABEL_PRIORITY, topicsOf } from "./job_rows.ts";
import { drawLabel, sizeOf } from "./label.ts";
import { branchLayout } from "./layout_queries.ts";
import type { LooseLabelInput } from "./loose_label_input.ts";
import { routesOf } from "./routing.ts";
import { findTarget } from "./targets.ts";
import type { LabelDataOf } from "./templates.ts";

/** A label that hangs on no order, ready to be drawn. */
export type LooseLabel = {
  [T in "text" | "shelf" | "part" | "slip"]: { template: T; data: LabelDataOf[T]; title: string };
}["text" | "shelf" | "part" | "slip"];

export interface LooseLabelRequest {
  branchId: string;
  label: LooseLabel;
  /** One click, one key: a repeated one gives the jobs of the first time. */
  idemKey: string;
  /** Left out: as the branch's matrix says. */
  copies?: number;
  /** Left out: every printer that the matrix names for such labels. */
  printerId?: string | null;
  /** The reserved number that it is the label of. */
  slipId?: string;
}

/**
 * Queues a label of no order in the caller's transaction; nothing when no printer takes it.
 * `topics` are to be told after the commit. @throws AppError not_found, conflict when the printer named takes no labels
 */
export async function requestLooseLabel(trx: Db, ctx: Ctx, request: LooseLabelRequest): Promise<string[]> {
  const { branchId, label, idemKey, slipId } = request;
  const jobIds: string[] = [];
  const printers = await printersFor(trx, { ...request, template: label.template });
  for (const [index, printer] of printers.entries()) {
    jobIds.push(
      await queueLooseLabel(trx, ctx, {
        branchId,
        label,
        printer,
        slipId,
        copies: request.copies ?? printer.copies,
        idemKey: index === 0 ? idemKey : `${idemKey}:${index + 1}`,
      }),
    );
  }
  return jobIds;
}

export interface LooseLabelToPrint {
  branchId: string;
  label: LooseLabel;
  printer: { id: string } & Parameters<typeof sizeOf>[0];
  copies: number;
  idemKey: string;
  /** Left out: as long as the shop keeps labels. */
  expiresAt?: number;
  slipId?: string;
}

/** One label of no order on one printer, in the branch's own layout and the caller's transaction. */
export async function queueLooseLabel(trx: Db, ctx: Ctx, wish: LooseLabelToPrint): Promise<string> {
  const { branchId, label, printer, copies, idemKey, expiresAt, slipId } = wish;
  const drawn = drawLabel(label.template, label.data, {
    size: sizeOf(printer),
    copies,
    layout: await branchLayout(trx, { branchId, template: label.template }),
  });
  const job = await insertJob(trx, ctx, {
    branch_id: branchId,
    printer_id: printer.id,
    order_id: null,
    template: label.template,
    title: label.title,
    language: drawn.language,
    content: drawn.content,
    svg: drawn.svg,
    layout_json: JSON.stringify(drawn.layout),
    sha256: drawn.sha256,
    copies,
    priority: LABEL_PRIORITY,
    idemKey,
    expiresAt,
    slipId,
  });
  return job.id;
}

/** The button of the page of loose labels. @throws AppError not_found, conflict (no_printer) */
export async function printLooseLabel(ctx: Ctx, request: LooseLabelRequest): Promise<string[]> {
  requirePermission(ctx.actor, "labels.print");
  const jobIds = await ctx.db.transaction().execute(async (trx) => {
    const made = await requestLooseLabel(trx, ctx, request);
    if (made.length === 0) throw conflict("no_printer");
    return made;
  });
  const { branchId } = request;
  ctx.live.changed(`board:${branchId}`, ...topicsOf({ order_id: null, branch_id: branchId }));
  return jobIds;
}

/** What staff typed as the label's own data, with what the shop adds to it. */
export function looseLabel(ctx: Ctx, branchId: string, input: LooseLabelInput): LooseLabel {
  const branch = branchOf(ctx.shop, branchId);
  const shop = ctx.shop.organization?.name ?? branch.name;
  switch (input.template) {
    case "text":
      return {
        template: "text",
        data: input.data,
        title: input.data.code || (input.data.lines.find((text) => text !== "") ?? "QR"),
      };
    case "shelf":
      return { template: "shelf", data: { ...input.data, shop }, title: input.data.code };
    case "part": {
      const locale = ctx.shop.organization?.locale ?? "es";
      const date = formatDate(ctx.now, { locale, timeZone: branch.timeZone });
      return { template: "part", data: { ...input.data, shop, date }, title: input.data.code };
    }
  }
}

interface Destination {
  branchId: string;
  template: LooseLabel["template"];
  printerId?: string | null;
}

/** Where labels of a template come out. @throws AppError not_found, conflict when the printer named takes no labels */
export async function printersFor(db: Db, { branchId, template, printerId }: Destination) {
  const routed = await routesOf(db, branchId, `label_${template}`);
  if (!printerId) return routed;
  const known = routed.find((printer) => printer.id === printerId);
  if (known) return [known];
  const target = await findTarget(db, printerId);
  if (!target || !target.live || target.branch_id !== branchId) throw notFound();
  if (target.language !== "zpl") throw conflict("no_printer");
  return [{ ...target, copies: 1 }];
}
