import { z } from "zod";
import { Id, Instant, instant, instantOrNull, Money } from "../api/shapes.ts";
import { AppError, type FieldErrors, invalid } from "../lib/app_error.ts";
import { line, paragraph, requiredLine } from "../lib/form.ts";
import { costFrom, Quantity, quantityFrom } from "./json.ts";
import { PART_UNITS } from "./part.ts";
import { purchaseState, rowKey } from "./purchase.ts";
import type { PurchaseReceipt } from "./purchase_input.ts";
import type { Purchase as Row, ReplenishRow } from "./purchase_queries.ts";
import { Serials } from "./stock_json.ts";

const PartNamed = z.object({ id: Id, sku: z.string(), name: z.string(), unit: z.enum(PART_UNITS) });

export const Purchase = z.object({
  id: Id,
  supplier: z.string(),
  note: z.string(),
  state: z.enum(["draft", "ordered", "closed"]),
  created_by: z.string(),
  created_at: Instant,
  ordered_at: Instant.nullable(),
  closed_at: Instant.nullable(),
  lines: z.array(z.object({
    id: Id,
    part: PartNamed,
    serialised: z.boolean(),
    ordered_thousandths: Quantity,
    received_thousandths: Quantity,
  })),
  version: z.int(),
}).meta({
  id: "Purchase",
  description: "What is ordered from one supplier at a time; never a service order",
});

export function purchaseTold(row: Row): z.input<typeof Purchase> {
  const { id, supplier, note, by, version, lines } = row;
  return {
    id,
    supplier,
    note,
    state: purchaseState(row),
    created_by: by,
    created_at: instant(row.created_at),
    ordered_at: instantOrNull(row.ordered_at),
    closed_at: instantOrNull(row.closed_at),
    lines: lines.map(({ id, part_id, sku, name, unit, serialised, ordered, received }) => ({
      id,
      part: { id: part_id, sku, name, unit },
      serialised: serialised === 1,
      ordered_thousandths: ordered,
      received_thousandths: received,
    })),
    version,
  };
}

export const Shortage = z.object({
  part: PartNamed,
  available_thousandths: Quantity,
  minimum_thousandths: Quantity,
  needed_thousandths: Quantity.meta({ description: "That orders wait for" }),
  coming_thousandths: Quantity.meta({ description: "That open purchases are to bring" }),
  suggested_thousandths: Quantity.meta({ description: "To order, so that both are met" }),
}).meta({ id: "Shortage", description: "A part that a branch has too few of" });

export function shortageTold(row: ReplenishRow): z.input<typeof Shortage> {
  const { id, sku, name, unit, available, minimum, needed, coming, suggested } = row;
  return {
    part: { id, sku, name, unit },
    available_thousandths: available,
    minimum_thousandths: minimum,
    needed_thousandths: needed,
    coming_thousandths: coming,
    suggested_thousandths: suggested,
  };
}

const MOST_LINES = 500;
const supplier = line(120).default("");
const note = paragraph(500).default("");
const lineId = z.uuid({ error: "invalid" });

export const NewPurchaseIn = z.object({ supplier, note });

export const PurchaseIn = z.object({
  supplier,
  note,
  ordered: z.boolean({ error: "invalid" }).default(false).meta({
    description: "It went to the supplier; that is not taken back",
  }),
  lines: z.array(z.object({ id: lineId, ordered_thousandths: quantityFrom(0) })).max(MOST_LINES, {
    error: "too_long",
  }).default([]).meta({
    description: "Those to change; one of which nothing came leaves with the quantity 0",
  }),
});

/** The purchase in the form in which it comes in. */
export function purchaseAsIn({ supplier, note, ordered_at, lines }: Row): z.input<typeof PurchaseIn> {
  return {
    supplier,
    note,
    ordered: ordered_at !== null,
    lines: lines.map(({ id, ordered }) => ({ id, ordered_thousandths: ordered })),
  };
}

export const LineIn = z.object({
  code: requiredLine(60).meta({ description: "SKU, EAN or the serial of a piece" }),
  quantity_thousandths: quantityFrom(1).default(1_000),
});

export const ReceiptIn = z.object({
  lines: z.array(z.object({
    id: lineId,
    quantity_thousandths: quantityFrom(1).optional(),
    serials: Serials.optional().meta({
      description: "Of a part whose pieces have serial numbers, instead of a quantity",
    }),
    cost: Money.nullable().default(null).meta({
      description: "What one costs from now on. Passed over without the scope costs:read",
    }),
  })).min(1, { error: "nothing_arrived" }).max(MOST_LINES, { error: "too_long" }),
  print_labels: z.boolean({ error: "invalid" }).default(false),
});

type Arrived = z.output<typeof ReceiptIn>["lines"];

/** @throws AppError invalid for a line that is not of the purchase, or counted the other way */
export function arrivalsFrom(row: Row, arrived: Arrived, currency: string): PurchaseReceipt["lines"] {
  const known = new Map(row.lines.map((one) => [one.id, one]));
  requireLines(row, arrived);
  const wrong: FieldErrors = {};
  const lines = arrived.map(({ id, quantity_thousandths, serials, cost }, at) => {
    const [wanted, other] = known.get(id)?.serialised === 1
      ? ["serials", "quantity_thousandths"] as const
      : ["quantity_thousandths", "serials"] as const;
    const given = { quantity_thousandths, serials };
    if (given[other] !== undefined) {
      wrong[`lines.${at}.${other}`] = { code: "part_counted_by", params: { field: wanted } };
    } else if (given[wanted] === undefined) wrong[`lines.${at}.${wanted}`] = { code: "required" };
    const line = {
      quantity: quantity_thousandths ?? null,
      serials: [...new Set(serials)],
      cost: costOfLine(cost, currency, at),
    };
    return [rowKey(id), line] as const;
  });
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  return Object.fromEntries(lines);
}

function costOfLine(cost: z.output<typeof Money> | null, currency: string, at: number): number | null {
  try {
    return costFrom(cost, currency);
  } catch (refusal) {
    throw below(refusal, (path) => `lines.${at}.${path}`);
  }
}

/** @throws AppError invalid for a line that is not of the purchase, or named twice */
export function requireLines(row: Row, named: readonly { id: string }[]): void {
  const wrong: FieldErrors = {};
  for (const [at, { id }] of named.entries()) {
    if (!row.lines.some((one) => one.id === id)) wrong[`lines.${at}.id`] = { code: "line_unknown" };
    else if (named.findIndex((one) => one.id === id) < at) wrong[`lines.${at}.id`] = { code: "repeated" };
  }
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
}

/** What the command says of a line by its key, said by where the request has it. */
export async function byPosition<T>(named: readonly { id: string }[], work: Promise<T>): Promise<T> {
  const positions = new Map(named.map(({ id }, at) => [rowKey(id), at]));
  try {
    return await work;
  } catch (refusal) {
    throw below(refusal, (path) =>
      path.replace(/^lines\.(\w+)/, (whole, key) => {
        const at = positions.get(key);
        return at === undefined ? whole : `lines.${at}`;
      }));
  }
}

function below(refusal: unknown, rename: (path: string) => string): unknown {
  if (!(refusal instanceof AppError) || !refusal.detail.fields) return refusal;
  const fields = Object.entries(refusal.detail.fields).map(([path, wrong]) => [rename(path), wrong]);
  return new AppError(refusal.code, { ...refusal.detail, fields: Object.fromEntries(fields) });
}

export const FillingIn = z.object({
  parts: z.array(z.object({ part_id: z.uuid({ error: "invalid" }), quantity_thousandths: quantityFrom(1) }))
    .min(1, { error: "part_not_chosen" }).max(MOST_LINES, { error: "too_long" }),
  purchase_id: z.uuid({ error: "invalid" }).optional().meta({
    description: "One that is open; a new one where it is left out",
  }),
  supplier: supplier.meta({ description: "Of a new one" }),
});
