import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { withChecks } from "../intakes/receipt_checks.ts";
import type { IntakeReceipt } from "../intakes/receipt.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import type { DeliveryReceipt } from "../orders/delivery_receipt.ts";
import { recordEvent } from "../orders/history.ts";
import { paymentReceiptOf } from "../orders/payment_snapshot.ts";
import { trackingUrl } from "../tracking/queries.ts";
import type { ReceiptDocument } from "./document.ts";
import { type DrawnRoll, rollOf } from "./drawn_roll.ts";
import { insertJob, LABEL_PRIORITY, topicsOf } from "./job_rows.ts";
import { paymentRoll } from "./paper_rolls.ts";
import type { RollDescription } from "./protocol.ts";
import { deliveryRoll, intakeRoll } from "./receipt_rolls.ts";
import { type Moment, printersAt, type RoutedPrinter, routesOf } from "./routing.ts";

export interface ReceiptRequest {
  /** One click, one key. */
  idemKey: string;
  /** By itself, or because somebody asked. */
  moment: Moment;
}

/**
 * The intake's receipt on the branch's receipt printers, in the caller's transaction. Answers the jobs' ids.
 * @throws AppError conflict not_received of a device that was only announced
 */
export async function requestIntakeReceipt(
  trx: Db,
  ctx: Ctx,
  { intakeId, ...request }: ReceiptRequest & { intakeId: string },
): Promise<string[]> {
  const intake = await trx.selectFrom("intake").select(["branch_id", "receipt_json"]).where(
    "id",
    "=",
    intakeId,
  )
    .executeTakeFirst();
  if (!intake) throw notFound();
  if (intake.receipt_json === "") throw conflict("not_received");
  const printers = printersAt(request.moment, await routesOf(trx, intake.branch_id, "receipt_intake"));
  if (printers.length === 0) return [];
  const orders = await trx.selectFrom("order").select(["id", "number"]).where("intake_id", "=", intakeId)
    .orderBy("seq").execute();
  const tracking: Record<string, string> = {};
  for (const { id, number } of orders) {
    const url = await trackingUrl(trx, ctx, id);
    if (url !== null) tracking[number] = url;
  }
  const kept: IntakeReceipt = JSON.parse(intake.receipt_json);
  const receipt = await withChecks(trx, kept, orders);
  return await queueRolls(trx, ctx, {
    ...request,
    printers,
    document: "receipt_intake",
    title: receipt.reference,
    order: { id: orders[0]?.id ?? null, branchId: intake.branch_id },
    draw: (printer) => intakeRoll(receipt, { printer, tracking }),
  });
}

/** The receipt of an order that went home; nothing for one that has not. */
export async function requestDeliveryReceipt(
  trx: Db,
  ctx: Ctx,
  { orderId, ...request }: ReceiptRequest & { orderId: string },
): Promise<string[]> {
  const delivery = await trx.selectFrom("delivery").innerJoin("order", "order.id", "delivery.order_id")
    .select(["delivery.receipt_json", "order.branch_id"]).where("delivery.order_id", "=", orderId)
    .orderBy("delivery.delivered_at", "desc").limit(1).executeTakeFirst();
  if (!delivery) return [];
  const receipt: DeliveryReceipt = JSON.parse(delivery.receipt_json);
  return await queueRolls(trx, ctx, {
    ...request,
    printers: printersAt(request.moment, await routesOf(trx, delivery.branch_id, "receipt_delivery")),
    document: "receipt_delivery",
    title: receipt.number,
    order: { id: orderId, branchId: delivery.branch_id },
    draw: (printer) => deliveryRoll(receipt, { printer }),
  });
}

export interface PaidOrder {
  id: string;
  number: string;
  branch_id: string;
}

export interface PaymentReceiptRequest extends ReceiptRequest {
  order: PaidOrder;
  paymentId: string;
  /** Printer of the till's drawer: cash then opens no other. */
  drawer?: string | null;
}

/** The receipt of one payment; cash opens the drawer where the printer has one. Answers the printers' ids. */
export async function requestPaymentReceipt(
  trx: Db,
  ctx: Ctx,
  { order, paymentId, drawer = null, ...request }: PaymentReceiptRequest,
): Promise<string[]> {
  const printers = printersAt(request.moment, await routesOf(trx, order.branch_id, "receipt_payment"));
  if (printers.length === 0) return [];
  const receipt = await paymentReceiptOf(trx, ctx, { number: order.number, paymentId });
  await queueRolls(trx, ctx, {
    ...request,
    printers,
    document: "receipt_payment",
    title: order.number,
    order: { id: order.id, branchId: order.branch_id },
    draw: (printer, id) => paymentRoll(receipt, { printer, opensDrawer: drawer === null || drawer === id }),
  });
  return printers.map((printer) => printer.id);
}

export type AskedReceipt = "receipt_intake" | "receipt_delivery";

/** The buttons of the order page. @throws AppError not_found, forbidden, conflict (no_printer, not_ready) */
export async function requestReceipt(
  ctx: Ctx,
  number: string,
  { document, idemKey }: { document: AskedReceipt; idemKey: string },
): Promise<string[]> {
  requirePermission(ctx.actor, "labels.print");
  // What was paid and owed is on it.
  if (document === "receipt_delivery") requirePermission(ctx.actor, "payments.read");
  const { jobIds, order } = await ctx.db.transaction().execute(async (trx) => {
    const order = await trx.selectFrom("order").select(["id", "branch_id", "intake_id", "status"])
      .where("number", "=", number).executeTakeFirst();
    if (!order) throw notFound();
    if ((await routesOf(trx, order.branch_id, document)).length === 0) throw conflict("no_printer");
    const asked = { idemKey, moment: "asked" } as const;
    const jobIds = document === "receipt_intake"
      ? await requestIntakeReceipt(trx, ctx, { intakeId: order.intake_id, ...asked })
      : await requestDeliveryReceipt(trx, ctx, { orderId: order.id, ...asked });
    if (jobIds.length === 0) throw conflict("not_delivered");
    return { jobIds, order };
  });
  ctx.live.changed(
    `board:${order.branch_id}`,
    ...topicsOf({ order_id: order.id, branch_id: order.branch_id }),
  );
  return jobIds;
}

export interface Rolls extends ReceiptRequest {
  printers: readonly RoutedPrinter[];
  document: ReceiptDocument;
  title: string;
  order: { id: string | null; branchId: string };
  /** For a printer's paper and its id. */
  draw: (printer: RollDescription, id: string) => DrawnRoll | null;
}

export async function queueRolls(trx: Db, ctx: Ctx, rolls: Rolls): Promise<string[]> {
  const { printers, document, title, order, idemKey } = rolls;
  const jobIds: string[] = [];
  for (const [index, printer] of printers.entries()) {
    const paper = rollOf(printer);
    const roll = paper && rolls.draw(paper, printer.id);
    if (!roll) continue;
    const { language, content, svg, sha256 } = roll;
    const job = await insertJob(trx, ctx, {
      branch_id: order.branchId,
      printer_id: printer.id,
      order_id: order.id,
      template: document,
      title,
      language,
      content,
      svg,
      sha256,
      copies: printer.copies,
      priority: LABEL_PRIORITY,
      idemKey: `${idemKey}${index === 0 ? "" : `:${index + 1}`}`,
    });
    jobIds.push(job.id);
    if (job.made && order.id !== null) {
      await recordEvent(trx, ctx, {
        orderId: order.id,
        kind: "label_requested",
        data: { print_job: job.id, template: document, printer: printer.name, copies: printer.copies },
      });
    }
  }
  return jobIds;
}
