import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { matches } from "../db/search.ts";
import { fold } from "../lib/fold.ts";
import { modelFolds, type PartUnit } from "./part.ts";
import { partsIn } from "./queries.ts";

/** What an order does with a part, as its page shows it; quantities in thousandths. */
export interface OrderPart {
  part_id: string;
  sku: string;
  name: string;
  unit: PartUnit;
  serialised: number;
  planned: number;
  wanted: number;
  reserved: number;
  used: number;
  returned: number;
  scrapped: number;
  charged: number;
  price_minor: number;
  currency: string;
  explanation: string;
  /** What nobody has reserved, in the order's branch. */
  available: number;
}

export function orderPart({ on_hand, aside, ...row }: OrderPartRow): OrderPart {
  return { ...row, available: (on_hand ?? 0) - (aside ?? 0) };
}

type OrderPartRow = Awaited<ReturnType<ReturnType<typeof orderPartRows>["execute"]>>[number];

/** The parts of an order, in the order in which they came to it. */
export function orderPartRows(db: Db, orderId: string) {
  return db.selectFrom("order_part").innerJoin("part", "part.id", "order_part.part_id")
    .leftJoin("stock_balance", (join) =>
      join.onRef("stock_balance.part_id", "=", "order_part.part_id")
        .onRef("stock_balance.branch_id", "=", "order_part.branch_id"))
    .select(["order_part.part_id", "part.sku", "part.name", "part.unit", "part.serialised"])
    .select(["order_part.planned", "order_part.wanted", "order_part.reserved", "order_part.used"])
    .select(["order_part.returned", "order_part.scrapped", "order_part.charged"])
    .select(["order_part.price_minor", "order_part.currency", "order_part.explanation"])
    .select(["stock_balance.on_hand", "stock_balance.reserved as aside"])
    .where("order_part.order_id", "=", orderId).orderBy("order_part.id");
}

export async function orderParts(ctx: Ctx, orderId: string): Promise<OrderPart[]> {
  return (await orderPartRows(ctx.db, orderId).execute()).map(orderPart);
}

/** A part that can be added to an order. */
export interface PartOption {
  id: string;
  sku: string;
  name: string;
  unit: PartUnit;
  available: number;
}

const MOST_OPTIONS = 8;

/** What a text finds in the catalogue; without one, what fits the device. */
export async function partOptions(
  ctx: Ctx,
  { text, branchId, device }: { text: string; branchId: string; device: { brand: string; model: string } },
): Promise<PartOption[]> {
  const blank = text.trim() === "";
  if (!blank && fold(text) === "") return [];
  const query = blank ? partsFitting(ctx, branchId, device) : partsFound(ctx, branchId, text);
  const rows = await query.limit(MOST_OPTIONS).execute();
  return rows.map(({ id, sku, name, unit, on_hand, reserved }) => ({
    id,
    sku,
    name,
    unit,
    available: (on_hand ?? 0) - (reserved ?? 0),
  }));
}

export function partsFound(ctx: Ctx, branchId: string, text: string) {
  return partsIn(ctx, branchId).where("part.active", "=", 1)
    .$call((query) => matches(query, { flavour: ctx.flavour, table: "part", text }));
}

export function partsFitting(ctx: Ctx, branchId: string, device: { brand: string; model: string }) {
  const folds = modelFolds(device);
  return partsIn(ctx, branchId).where("part.active", "=", 1)
    .where(
      "part.id",
      "in",
      ctx.db.selectFrom("part_model").select("part_id")
        .where("model_fold", "in", folds.length > 0 ? folds : [""]),
    )
    .orderBy("part.name_fold").orderBy("part.seq");
}
