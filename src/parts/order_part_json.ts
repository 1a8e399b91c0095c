import { z } from "zod";
import { Id, Money, money } from "../api/shapes.ts";
import { line, paragraph } from "../lib/form.ts";
import { PART_UNITS } from "./part.ts";
import { Quantity, quantityFrom } from "./json.ts";
import { PART_ACTS } from "./order_act.ts";
import { missing } from "./order_part.ts";
import type { OrderPart as OrderPartRow } from "./order_part_queries.ts";
import { SCRAP_REASONS } from "./stock.ts";

// What an order does with the parts of the catalogue, as programs read and change it.

export const OrderPart = z.object({
  part_id: Id,
  sku: z.string(),
  name: z.string(),
  unit: z.enum(PART_UNITS),
  serialised: z.boolean().meta({ description: "Each piece has a serial number" }),
  price: Money.meta({ description: "Of one unit, to this order's client" }),
  planned_thousandths: Quantity.meta({
    description: "As the client approved it, or as foreseen before that",
  }),
  wanted_thousandths: Quantity.meta({ description: "What the order is to end up with" }),
  reserved_thousandths: Quantity,
  used_thousandths: Quantity,
  returned_thousandths: Quantity,
  scrapped_thousandths: Quantity,
  charged_thousandths: Quantity.meta({ description: "Billed beyond the plan" }),
  missing_thousandths: Quantity.meta({ description: "Still to come, of what is wanted" }),
  available_thousandths: Quantity.meta({ description: "What nobody has reserved, in the order's branch" }),
  explanation: z.string().meta({ description: "Why another quantity was used than planned" }),
}).meta({ id: "OrderPart" });

export function orderPartTold(row: OrderPartRow): z.input<typeof OrderPart> {
  const { part_id, sku, name, unit, explanation, price_minor, currency } = row;
  return {
    part_id,
    sku,
    name,
    unit,
    serialised: row.serialised === 1,
    price: money(price_minor, currency),
    planned_thousandths: row.planned,
    wanted_thousandths: row.wanted,
    reserved_thousandths: row.reserved,
    used_thousandths: row.used,
    returned_thousandths: row.returned,
    scrapped_thousandths: row.scrapped,
    charged_thousandths: row.charged,
    missing_thousandths: Math.max(0, missing(row)),
    available_thousandths: row.available,
    explanation,
  };
}

export const AddedPartIn = z.object({
  part_id: Id.optional().meta({ description: "One of the catalogue; else `code`" }),
  code: line(60).default("").meta({ description: "SKU, EAN or serial number; else `part_id`" }),
  quantity_thousandths: quantityFrom(1).default(1_000),
  how: z.enum(["reserve", "use"], { error: "invalid" }).optional().meta({
    description:
      "What is usual where the order stands when it is left out: until the client agreed it is planned",
  }),
}).superRefine(({ part_id, code }, issues) => {
  if ((part_id === undefined) === (code !== "")) return;
  issues.addIssue({ code: "custom", path: ["code"], message: code === "" ? "required" : "one_of_two" });
});

export const PartMoveIn = z.object({
  kind: z.enum(PART_ACTS, { error: "required" }).meta({
    description: "`reserve` puts aside what is missing, `drop` lets go of what is not used",
  }),
  quantity_thousandths: quantityFrom(1).default(1_000),
  serial: line(60).default("").meta({ description: "Of a piece that has one" }),
  from: z.enum(["used", "stock"], { error: "invalid" }).default("stock").meta({
    description: "Of a scrapped piece: taken out of the device, or never fitted",
  }),
  reason: z.enum(SCRAP_REASONS, { error: "invalid" }).optional().meta({ description: "Of `scrap`" }),
  note: paragraph(500).default(""),
  charge: z.boolean({ error: "invalid" }).default(false).meta({
    description: "Of `use`: bill what goes beyond the plan; needs payments:write",
  }),
}).superRefine(({ kind, reason }, issues) => {
  if (kind !== "scrap" || reason !== undefined) return;
  issues.addIssue({ code: "custom", path: ["reason"], message: "required" });
});
