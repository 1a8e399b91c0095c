import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { invalid } from "../lib/app_error.ts";
import { ONE } from "../lib/quantity.ts";
import type { OrderRow } from "../orders/row.ts";
import { isWholeQuantity, type PartUnit } from "../parts/part.ts";
import { type PlannedLine, planParts } from "../parts/plan.ts";
import type { QuoteLineInput } from "./input.ts";
import type { QuoteLine, QuoteRow } from "./rows.ts";
import { lineSum } from "./totals.ts";

/** A part of the catalogue that a line offers; thousandths. */
export interface OfferedPart {
  sku: string;
  unit: PartUnit;
  /** What nobody has reserved, in the order's branch. */
  available: number;
}

/** What a catalogue's part is to a quote; unknown ids are left out. */
export async function partsOffered(
  db: Db,
  { ids, branchId }: { ids: readonly string[]; branchId: string },
): Promise<Map<string, OfferedPart>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("part").leftJoin(
    "stock_balance",
    (join) =>
      join.onRef("stock_balance.part_id", "=", "part.id").on("stock_balance.branch_id", "=", branchId),
  )
    .select(["part.id", "part.sku", "part.unit", "stock_balance.on_hand", "stock_balance.reserved"])
    .where("part.id", "in", [...new Set(ids)]).execute();
  return new Map(rows.map(({ id, sku, unit, on_hand, reserved }) => [
    id,
    { sku, unit, available: (on_hand ?? 0) - (reserved ?? 0) },
  ]));
}

/** The lines without parts that are none. @throws invalid for half of what is only whole */
export async function withKnownParts(
  trx: Db,
  { lines, branchId }: { lines: readonly QuoteLineInput[]; branchId: string },
): Promise<QuoteLineInput[]> {
  const ids = lines.map(({ part_id }) => part_id).filter((id) => id !== null);
  const parts = await partsOffered(trx, { ids, branchId });
  return lines.map((line, index) => {
    const part = parts.get(line.part_id ?? "");
    if (!part) return { ...line, part_id: null };
    if (!isWholeQuantity(line.quantity, part.unit)) {
      throw invalid({ [`lines.${index}.quantity`]: { code: "whole_number" } });
    }
    return line;
  });
}

interface Approved {
  order: OrderRow;
  quote: QuoteRow;
  /** Of the alternative that was approved. */
  lines: readonly QuoteLine[];
}

/** Puts aside what an approved offer needs; one that names no part leaves what the bench foresaw. The caller holds the order. */
export async function planOffered(trx: Db, ctx: Ctx, { order, quote, lines }: Approved): Promise<void> {
  const planned = plannedLines(quote, lines);
  if (planned.length > 0) await planParts(trx, ctx, { order, lines: planned });
}

/** What an approved offer had put aside lies there for others again. The caller holds the order. */
export async function releaseOffered(trx: Db, ctx: Ctx, { order, quote, lines }: Approved): Promise<void> {
  if (plannedLines(quote, lines).length > 0) await planParts(trx, ctx, { order, lines: [] });
}

function plannedLines(quote: QuoteRow, lines: readonly QuoteLine[]): PlannedLine[] {
  return lines.flatMap((line) => {
    if (line.kind !== "part" || line.partId === null) return [];
    const one = lineSum({ ...line, quantity: ONE }, quote.tax_included === 1);
    return [{ partId: line.partId, quantity: line.quantity, priceMinor: one.totalMinor }];
  });
}
