import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { recordEvent } from "../orders/history.ts";
import { insertJob, jobOfKey, LABEL_PRIORITY, topicsOf } from "./job_rows.ts";
import { drawLabel, sizeOf } from "./label.ts";
import { branchLayout } from "./layout_queries.ts";
import { type OrderLabel, readOrderLabel } from "./order_label_queries.ts";
import { type Moment, printersAt, type RoutedPrinter, routesOf } from "./routing.ts";

export interface LabelRequest {
  orderId: string;
  /** One click, one key: a repeated one gives the jobs of the first time. */
  idemKey: string;
  copies?: number;
  /** Left out: the device, and each accessory where the shop wants it. */
  templates?: ("device" | "accessory")[];
  /** By itself, as the matrix says; or because somebody asked, then on every printer of the matrix or on the one named. */
  moment?: Moment;
}

export interface RequestedLabels {
  jobIds: string[];
  refusal: "no_printer" | null;
}

/**
 * Queues an order's labels in the caller's transaction, on the printers that the branch's matrix names for them. After the
 * commit `ctx.live.changed("board:<branch>")` sends them to the shop at once; without, they leave within 2 s.
 * @throws AppError not_found
 */
export async function requestLabels(trx: Db, ctx: Ctx, request: LabelRequest): Promise<RequestedLabels> {
  const { order, accessories, data } = await readOrderLabel(trx, ctx, { id: request.orderId });
  const ways: { template: "device" | "accessory"; routed: RoutedPrinter[] }[] = [];
  for (const template of request.templates ?? usualTemplates(ctx)) {
    ways.push({ template, routed: await routesOf(trx, order.branchId, `label_${template}`) });
  }
  const nowhere = ways.filter(({ routed }) => routed.length === 0).length;
  if (request.moment === "auto" ? nowhere === ways.length : nowhere > 0) {
    return { jobIds: [], refusal: "no_printer" };
  }
  const jobIds: string[] = [];
  for (const { template, routed } of ways) {
    for (const [index, printer] of printersAt(request.moment, routed).entries()) {
      for (const piece of pieces(template, accessories)) {
        const idemKey = `${request.idemKey}:${piece.key}${index === 0 ? "" : `:${index + 1}`}`;
        const wish = { order, data, piece, printer, idemKey, copies: request.copies ?? printer.copies };
        jobIds.push(await queueLabel(trx, ctx, wish));
      }
    }
  }
  return { jobIds, refusal: null };
}

export interface LabelToPrint {
  order: OrderLabel["order"];
  data: OrderLabel["data"];
  piece: Piece;
  printer: Pick<RoutedPrinter, "id" | "name" | "dpi" | "width_um" | "height_um" | "media">;
  idemKey: string;
  copies: number;
  /** Left out: as long as the shop keeps labels. */
  expiresAt?: number;
}

/** One label of an order on one printer, in the caller's transaction. */
export async function queueLabel(trx: Db, ctx: Ctx, wish: LabelToPrint): Promise<string> {
  const { order, data, piece, printer, idemKey, copies, expiresAt } = wish;
  // Drawing costs a hundred times as much as looking, and others wait for this transaction.
  const known = await jobOfKey(trx, idemKey).executeTakeFirst();
  if (known) return known.id;
  const label = drawLabel(piece.template, { ...data, accessory: piece.accessory }, {
    size: sizeOf(printer),
    copies,
    layout: await branchLayout(trx, { branchId: order.branchId, template: piece.template }),
  });
  const job = await insertJob(trx, ctx, {
    branch_id: order.branchId,
    printer_id: printer.id,
    order_id: order.id,
    template: piece.template,
    title: piece.accessory === "" ? order.number : `${order.number} · ${piece.accessory}`,
    language: label.language,
    content: label.content,
    svg: label.svg,
    layout_json: JSON.stringify(label.layout),
    sha256: label.sha256,
    copies,
    priority: LABEL_PRIORITY,
    idemKey,
    expiresAt,
  });
  if (job.made) {
    await recordEvent(trx, ctx, {
      orderId: order.id,
      kind: "label_requested",
      data: { print_job: job.id, template: piece.template, printer: printer.name, copies },
    });
  }
  return job.id;
}

/** The button of the order page. @throws AppError not_found, conflict (no_printer) */
export async function requestLabel(
  ctx: Ctx,
  number: string,
  request: Omit<LabelRequest, "orderId">,
): Promise<string[]> {
  requirePermission(ctx.actor, "labels.print");
  const { jobIds, order } = await ctx.db.transaction().execute(async (trx) => {
    const order = await trx.selectFrom("order").select(["id", "branch_id"]).where("number", "=", number)
      .executeTakeFirst();
    if (!order) throw notFound();
    const made = await requestLabels(trx, ctx, { ...request, orderId: order.id });
    if (made.refusal) throw conflict(made.refusal);
    return { jobIds: made.jobIds, order };
  });
  ctx.live.changed(
    `board:${order.branch_id}`,
    ...topicsOf({ order_id: order.id, branch_id: order.branch_id }),
  );
  return jobIds;
}

interface Piece {
  template: "device" | "accessory";
  accessory: string;
  key: string;
}

function pieces(
  template: "device" | "accessory",
  accessories: readonly { id: string; description: string }[],
): Piece[] {
  if (template === "device") return [{ template, accessory: "", key: "device" }];
  return accessories.map((one) => ({ template, accessory: one.description, key: one.id }));
}

function usualTemplates(ctx: Ctx): ("device" | "accessory")[] {
  return ctx.shop.settings.label_per_accessory ? ["device", "accessory"] : ["device"];
}
