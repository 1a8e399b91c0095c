import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import type { OrderStatus } from "../orders/status.ts";
import { languageOf, PRINT_DOCUMENTS, type PrintDocument, usuallyAuto } from "./document.ts";
import type { Language } from "./protocol.ts";
import { liveTargets } from "./targets.ts";

/** A printer that a document of a branch comes out of; only those that some daemon still has. */
export function routeRows(db: Db, branchId: string) {
  return db.selectFrom("print_route").innerJoin("printer", "printer.id", "print_route.printer_id")
    .innerJoin("agent", "agent.id", "printer.agent_id")
    .select(["print_route.document", "print_route.copies", "print_route.auto"])
    .select(["printer.id", "printer.agent_id", "printer.name", "printer.language", "printer.media"])
    .select(["printer.dpi", "printer.width_um", "printer.height_um", "printer.roll_json"])
    .where("print_route.branch_id", "=", branchId).where("printer.active", "=", 1)
    .where("agent.revoked_at", "is", null).orderBy("printer.name").orderBy("printer.id");
}

export type RoutedPrinter = Awaited<ReturnType<ReturnType<typeof routeRows>["execute"]>>[number];

export async function routesOf(db: Db, branchId: string, document: PrintDocument): Promise<RoutedPrinter[]> {
  return await routeRows(db, branchId).where("print_route.document", "=", document).execute();
}

/** A document prints by itself, or because somebody asked: then on every printer of its row, or on the one named. */
export type Moment = "auto" | "asked" | { printerId: string };

/** Of the printers that take a document, those that print it at this moment. @throws AppError not_found */
export function printersAt(
  moment: Moment = "asked",
  routed: readonly RoutedPrinter[],
): readonly RoutedPrinter[] {
  if (moment === "asked") return routed;
  if (moment === "auto") return routed.filter((printer) => printer.auto === 1);
  const chosen = routed.filter((printer) => printer.id === moment.printerId);
  if (chosen.length === 0) throw notFound();
  return chosen;
}

/** What the order's page offers to print. */
export interface OrderRoutes {
  /** Printers that device labels of its branch come out of. */
  labels: { id: string; name: string }[];
  /** Receipts that there are and that some printer takes. */
  receipts: ("receipt_intake" | "receipt_delivery")[];
}

export async function routesOfOrder(db: Db, orderId: string): Promise<OrderRoutes> {
  const order = await db.selectFrom("order").innerJoin("intake", "intake.id", "order.intake_id")
    .select(["order.branch_id", "order.status"])
    .select((q) => q("intake.receipt_json", "=", "").as("unreceived"))
    .where("order.id", "=", orderId).executeTakeFirst();
  if (!order) return { labels: [], receipts: [] };
  const { status, unreceived } = order;
  const rows = await orderRouteRows(db, order.branch_id).execute();
  return orderRoutes({ status, hasReceipt: !unreceived }, rows);
}

/** The printers of a branch that take papers or labels of an order. */
export function orderRouteRows(db: Db, branchId: string) {
  return routeRows(db, branchId)
    .where("print_route.document", "in", ["label_device", "receipt_intake", "receipt_delivery"]);
}

export function orderRoutes(
  order: { status: OrderStatus; hasReceipt: boolean },
  rows: readonly Pick<RoutedPrinter, "document" | "id" | "name">[],
): OrderRoutes {
  const takes = (document: PrintDocument) => rows.some((row) => row.document === document);
  return {
    labels: rows.filter((row) => row.document === "label_device").map(({ id, name }) => ({ id, name })),
    receipts: [
      ...(order.hasReceipt && takes("receipt_intake") ? ["receipt_intake" as const] : []),
      ...(order.status === "delivered" && takes("receipt_delivery") ? ["receipt_delivery" as const] : []),
    ],
  };
}

/** Whether some printer of the branch takes such documents. */
export async function printsDocument(db: Db, branchId: string, document: PrintDocument): Promise<boolean> {
  const row = await routeRows(db, branchId).where("print_route.document", "=", document).limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether taking in a device prints anything. */
export async function printsAtIntake(db: Db, branchId: string): Promise<boolean> {
  const row = await routeRows(db, branchId).where("print_route.auto", "=", 1)
    .where("print_route.document", "in", ["label_device", "receipt_intake"]).limit(1).executeTakeFirst();
  return row !== undefined;
}

/**
 * After printers came or went: documents of a language that no printer of the branch takes any more go to the one that has been
 * there longest. What staff chose stays as it is.
 */
export async function giveUsualRoutes(trx: Db, ctx: Ctx, branchId: string): Promise<void> {
  const printers = await trx.selectFrom("printer").innerJoin("agent", "agent.id", "printer.agent_id")
    .select(["printer.id", "printer.language"]).where("printer.branch_id", "=", branchId)
    .where("printer.active", "=", 1).where("agent.revoked_at", "is", null).orderBy("printer.id").execute();
  const taken = new Set(
    (await routeRows(trx, branchId).execute()).map((route) => languageOf(route.document)),
  );
  for (const language of ["zpl", "escpos"] as const) {
    const first = printers.find((printer) => printer.language === language);
    if (!first || taken.has(language)) continue;
    for (const document of PRINT_DOCUMENTS.filter((one) => languageOf(one) === language)) {
      await trx.insertInto("print_route").values({
        id: ctx.random.id(ctx.now),
        branch_id: branchId,
        document,
        printer_id: first.id,
        copies: 1,
        auto: usuallyAuto(document) ? 1 : 0,
      }).onConflict((conflict) => conflict.doNothing()).execute();
    }
  }
}

export interface RouteMatrixPrinter {
  id: string;
  name: string;
  language: Language;
}

export interface RouteMatrix {
  printers: RouteMatrixPrinter[];
  routes: { document: PrintDocument; printerId: string; copies: number; auto: boolean }[];
}

/** The matrix of a branch as its form shows it. */
export async function routeMatrix(db: Db, branchId: string): Promise<RouteMatrix> {
  const printers = await liveTargets(db, branchId);
  const routes = await routeRows(db, branchId).execute();
  return {
    printers: printers.map(({ id, name, language }) => ({ id, name, language })),
    routes: routes.map(({ document, id, copies, auto }) => ({
      document,
      printerId: id,
      copies,
      auto: auto === 1,
    })),
  };
}
