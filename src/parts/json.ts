import { z } from "zod";
import { Id, Instant, instant, minorOf, Money, money } from "../api/shapes.ts";
import { line, paragraph, requiredLine } from "../lib/form.ts";
import { MOST_THOUSANDTHS } from "../lib/quantity.ts";
import { checkUnit } from "./input.ts";
import { isEan, isSku, PART_UNITS, partCode } from "./part.ts";
import type { PartDetail, PartRow } from "./queries.ts";

const thousandths = { description: "Thousandths of the part's unit: 1500 is one and a half" };
export const Quantity = z.int().min(-MOST_THOUSANDTHS).max(MOST_THOUSANDTHS).meta(thousandths);
/** At least so many thousandths come in. */
export const quantityFrom = (least: number) =>
  z.int({ error: "quantity" }).min(least, { error: "quantity" }).max(MOST_THOUSANDTHS, { error: "quantity" })
    .meta(thousandths);

const Facts = z.object({
  id: Id,
  sku: z.string().meta({ examples: ["PAN-A54"] }),
  name: z.string().meta({ examples: ["Pantalla Galaxy A54"] }),
  category: z.string(),
  unit: z.enum(PART_UNITS),
  price: Money.meta({ description: "Of one unit, to clients" }),
});

const Lying = z.object({
  on_hand_thousandths: Quantity,
  reserved_thousandths: Quantity.meta({ description: "Of them, put aside for orders" }),
  minimum_thousandths: Quantity,
  location: z.string().nullable().meta({ description: "Code of the shelf" }),
});

export const PartSummary = Facts.extend({ stock: Lying.meta({ description: "In the token's branch" }) })
  .meta({ id: "PartSummary" });

export function partSummary(row: PartRow): z.input<typeof PartSummary> {
  const { id, sku, name, category, unit, price_minor, currency } = row;
  return {
    id,
    sku,
    name,
    category,
    unit,
    price: money(price_minor, currency),
    stock: {
      on_hand_thousandths: row.on_hand ?? 0,
      reserved_thousandths: row.reserved ?? 0,
      minimum_thousandths: row.minimum ?? 0,
      location: row.location,
    },
  };
}

export const Part = Facts.extend({
  ean: z.string(),
  description: z.string(),
  serialised: z.boolean().meta({ description: "Each piece has a serial number" }),
  active: z.boolean(),
  models: z.array(z.string()).meta({ description: "Devices that it fits" }),
  cost: Money.nullable().optional().meta({
    description: "Of one unit, to the shop. Only with the scope costs:read",
  }),
  stock: z.array(Lying.extend({ branch_id: Id })),
  updated_at: Instant,
  version: z.int(),
}).meta({ id: "Part" });

/** What it costs is told where the actor may see it. */
export function partTold(part: PartDetail, { seesCosts }: { seesCosts: boolean }): z.input<typeof Part> {
  const { id, sku, ean, name, description, category, unit, price_minor, currency, models, version } = part;
  return {
    id,
    sku,
    name,
    category,
    unit,
    price: money(price_minor, currency),
    ean,
    description,
    serialised: part.serialised === 1,
    active: part.active === 1,
    models,
    ...seesCosts && { cost: part.cost && money(part.cost.minor, currency) },
    stock: part.stock.map((one) => ({
      branch_id: one.branchId,
      on_hand_thousandths: one.on_hand,
      reserved_thousandths: one.reserved,
      minimum_thousandths: one.minimum,
      location: one.location,
    })),
    updated_at: instant(part.updated_at),
    version,
  };
}

/** As the form has it (`input.ts`), with amounts and quantities as JSON says them. */
export const PartIn = z.object({
  sku: requiredLine(40).transform(partCode).refine(isSku, { error: "part_sku" }),
  ean: line(20).default("").refine((code) => code === "" || isEan(code), { error: "part_ean" }),
  name: requiredLine(120),
  description: paragraph(2000).default(""),
  category: line(60).default(""),
  unit: z.enum(PART_UNITS, { error: "required" }).default("unit"),
  price: Money,
  cost: Money.nullable().default(null).meta({
    description: "What one costs. Passed over without the scope costs:read",
  }),
  serialised: z.boolean({ error: "invalid" }).default(false),
  active: z.boolean({ error: "invalid" }).default(true),
  models: z.array(requiredLine(120)).max(40, { error: "too_many_models" }).default([]),
  minimum_thousandths: quantityFrom(0).default(0).meta({
    description: "That the token's branch wants to have",
  }),
  location: line(20).default("").transform(partCode),
}).transform(({ minimum_thousandths: minimum, models, ...rest }) => ({
  ...rest,
  minimum,
  models: [...new Set(models)],
})).superRefine(checkUnit);

/** What the commands take: the amounts in the shop's currency. @throws AppError invalid in another one */
export function partFrom({ price, cost, ...rest }: z.output<typeof PartIn>, of: string) {
  return { ...rest, price: minorOf(price, { of, field: "price" }), cost: costFrom(cost, of) };
}

export function costFrom(cost: z.output<typeof Money> | null, of: string): number | null {
  return cost && minorOf(cost, { of, field: "cost" });
}

/** The part in the form in which it comes in, in one branch. */
export function partAsIn(part: PartDetail, branchId: string): z.input<typeof PartIn> {
  const { sku, ean, name, description, category, unit, price_minor, currency, models } = part;
  const here = part.stock.find((one) => one.branchId === branchId);
  return {
    sku,
    ean,
    name,
    description,
    category,
    unit,
    price: money(price_minor, currency),
    cost: null,
    serialised: part.serialised === 1,
    active: part.active === 1,
    models,
    minimum_thousandths: here?.minimum ?? 0,
    location: here?.location ?? "",
  };
}
