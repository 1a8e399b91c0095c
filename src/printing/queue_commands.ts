import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Topic } from "../http/live.ts";
import { invalid } from "../lib/app_error.ts";
import { queueLabel } from "./commands.ts";
import { topicsOf } from "./job_rows.ts";
import { looseLabel, queueLooseLabel } from "./loose_label_commands.ts";
import { type OrderLabel, readOrderLabel } from "./order_label_queries.ts";
import type { PrintWish } from "./queue_input.ts";
import { livePrinters } from "./queue_queries.ts";

type Printer = Awaited<ReturnType<typeof livePrinters>>[number];
type OrderWish = Extract<PrintWish, { order: string }>;
type LooseWish = Exclude<PrintWish, OrderWish>;

interface Placed<W> {
  wish: W;
  printer: Printer;
  idemKey: string;
}

/**
 * Queues one label on the printer that is named and answers its job; a repeated `idemKey` answers the job of the first time,
 * whatever has become of printer and order since. @throws AppError forbidden, invalid
 */
export async function queuePrint(ctx: Ctx, wish: PrintWish, idemKey: string): Promise<string> {
  requirePermission(ctx.actor, "labels.print");
  const { id, topics } = await ctx.db.transaction().execute(async (trx) => {
    const known = await trx.selectFrom("print_job").select("id").where("idem_key", "=", idemKey)
      .executeTakeFirst();
    if (known) return { id: known.id, topics: [] };
    const printer = await labelPrinter(trx, wish.printer);
    const made = "order" in wish
      ? await queueOrderLabel(trx, ctx, { wish, printer, idemKey })
      : await queueLoose(trx, ctx, { wish, printer, idemKey });
    const woken: Topic[] = [`agent:${printer.agent_id}`, ...made.topics];
    return { id: made.id, topics: woken };
  });
  ctx.live.changed(...topics);
  return id;
}

async function labelPrinter(trx: Db, name: string): Promise<Printer> {
  const [printer, another] = await livePrinters(trx, name);
  if (!printer) throw invalid({ printer: { code: "printer_unknown" } });
  if (another) throw invalid({ printer: { code: "printer_ambiguous" } });
  if (printer.language !== "zpl") throw invalid({ printer: { code: "printer_without_labels" } });
  return printer;
}

interface Made {
  id: string;
  topics: Topic[];
}

async function queueLoose(trx: Db, ctx: Ctx, { wish, printer, idemKey }: Placed<LooseWish>): Promise<Made> {
  const id = await queueLooseLabel(trx, ctx, {
    label: looseLabel(ctx, printer.branch_id, wish),
    branchId: printer.branch_id,
    printer,
    copies: wish.copies,
    idemKey,
    expiresAt: expiryOfWish(ctx, wish),
  });
  return { id, topics: topicsOf({ order_id: null, branch_id: printer.branch_id }) };
}

async function queueOrderLabel(
  trx: Db,
  ctx: Ctx,
  { wish, printer, idemKey }: Placed<OrderWish>,
): Promise<Made> {
  const found = await trx.selectFrom("order").select("id").where("number", "=", wish.order)
    .executeTakeFirst();
  if (!found) throw invalid({ order: { code: "order_unknown" } });
  const { order, accessories, data } = await readOrderLabel(trx, ctx, found);
  const piece = wish.template === "device"
    ? { template: "device" as const, accessory: "", key: "device" }
    : pieceOf(wish, accessories);
  const id = await queueLabel(trx, ctx, {
    order,
    data,
    piece,
    printer,
    idemKey,
    copies: wish.copies,
    expiresAt: expiryOfWish(ctx, wish),
  });
  return { id, topics: topicsOf({ order_id: order.id, branch_id: order.branchId }) };
}

function pieceOf(
  { accessory }: Extract<OrderWish, { template: "accessory" }>,
  accessories: OrderLabel["accessories"],
) {
  if (accessories.length === 0) throw invalid({ order: { code: "no_accessories" } });
  if (accessory === undefined && accessories.length > 1) {
    throw invalid({ accessory: { code: "required" } });
  }
  const one = accessories[(accessory ?? 1) - 1];
  if (!one) throw invalid({ accessory: { code: "too_big", params: { limit: accessories.length } } });
  return { template: "accessory" as const, accessory: one.description, key: one.id };
}

function expiryOfWish(ctx: Ctx, { expires_in_s }: PrintWish): number | undefined {
  return expires_in_s === undefined ? undefined : ctx.now + expires_in_s * 1000;
}
