import { z } from "zod";
import { Id, Instant, instant, Money } from "../api/shapes.ts";
import { line, paragraph, requiredLine, requiredParagraph } from "../lib/form.ts";
import { OrderNumber } from "../orders/json.ts";
import { Quantity, quantityFrom } from "./json.ts";
import { isWholeQuantity, type PartUnit } from "./part.ts";
import { MOVE_KINDS, SCRAP_REASONS } from "./stock.ts";
import type { MoveRow } from "./stock_queries.ts";

export const StockMove = z.object({
  id: Id,
  kind: z.enum(MOVE_KINDS),
  on_hand_change_thousandths: Quantity,
  reserved_change_thousandths: Quantity,
  reason: z.string(),
  note: z.string(),
  actor: z.string(),
  branch: z.string(),
  order_number: OrderNumber.nullable(),
  serial: z.string().nullable(),
  supplier: z.string().nullable(),
  at: Instant,
}).meta({ id: "StockMove", description: "An entry of the stock's ledger, which never changes" });

export function moveTold(move: MoveRow): z.input<typeof StockMove> {
  const { on_hand_change, reserved_change, order, at, ...rest } = move;
  return {
    ...rest,
    on_hand_change_thousandths: on_hand_change,
    reserved_change_thousandths: reserved_change,
    order_number: order,
    at: instant(at),
  };
}

export const Serials = z.array(requiredLine(60)).min(1, { error: "required" }).max(200, {
  error: "too_many_serials",
});
const bySerial = { description: "Of a part whose pieces have serial numbers, instead of a quantity" };

export const StockReceiptIn = z.object({
  quantity_thousandths: quantityFrom(1).optional(),
  serials: Serials.optional().meta(bySerial),
  cost: Money.nullable().default(null).meta({
    description: "What one costs from now on. Passed over without the scope costs:read",
  }),
  note: line(200).default(""),
  print_labels: z.boolean({ error: "invalid" }).default(false),
});

export const StockCountIn = z.object({
  counted_thousandths: quantityFrom(0).optional(),
  serials: z.array(requiredLine(60)).max(200, { error: "too_many_serials" }).optional().meta(bySerial),
  seen_thousandths: quantityFrom(0).meta({ description: "What was on hand when the counting began" }),
  note: requiredParagraph(500),
});

export const StockScrapIn = z.object({
  quantity_thousandths: quantityFrom(1).optional(),
  serial: requiredLine(60).optional().meta(bySerial),
  reason: z.enum(SCRAP_REASONS, { error: "required" }),
  note: paragraph(500).default(""),
});

/** Whether a quantity is one of a part that is counted in such units. */
export function fits(thousandths: number | undefined, unit: PartUnit): boolean {
  return thousandths === undefined || isWholeQuantity(thousandths, unit);
}
