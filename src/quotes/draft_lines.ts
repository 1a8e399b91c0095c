import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { OrderRow } from "../orders/row.ts";
import type { QuoteLineInput } from "./input.ts";
import { unitBefore } from "./totals.ts";

/** The parts that the bench foresees for an order, at the prices of the catalogue. */
export async function offerPlanned(
  trx: Db,
  ctx: Ctx,
  { order, quoteId }: { order: OrderRow; quoteId: string },
): Promise<void> {
  const { prices_with_tax: taxIncluded, tax_rates } = ctx.shop.settings;
  const taxRate = tax_rates[0] ?? 0;
  const planned = await trx.selectFrom("order_part").innerJoin("part", "part.id", "order_part.part_id")
    .select(["part.id", "part.name", "order_part.planned", "order_part.price_minor"])
    .where("order_part.order_id", "=", order.id).where("order_part.planned", ">", 0)
    .where("order_part.currency", "=", order.currency).orderBy("order_part.id").execute();
  for (const [position, part] of planned.entries()) {
    const id = ctx.random.id(ctx.now);
    await trx.insertInto("quote_line").values({
      id,
      quote_id: quoteId,
      position,
      option: "",
      kind: "part",
      description: part.name,
      quantity: part.planned,
      unit_minor: unitBefore(part.price_minor, { taxRate, taxIncluded }),
      tax_rate: taxRate,
      part_id: part.id,
    }).execute();
    await writePartCost(trx, { lineId: id, partId: part.id, currency: order.currency });
  }
}

/** Costs go along in the database, also for who never sees them. */
export async function copyLines(
  trx: Db,
  ctx: Ctx,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const lines = await trx.selectFrom("quote_line").leftJoin(
    "quote_line_cost",
    "quote_line_cost.line_id",
    "quote_line.id",
  )
    .selectAll("quote_line").select("quote_line_cost.unit_minor as cost_minor")
    .where("quote_line.quote_id", "=", from).orderBy("quote_line.position").execute();
  for (const { cost_minor, ...line } of lines) {
    const id = ctx.random.id(ctx.now);
    await trx.insertInto("quote_line").values({ ...line, id, quote_id: to }).execute();
    if (cost_minor !== null) {
      await trx.insertInto("quote_line_cost").values({ line_id: id, unit_minor: cost_minor }).execute();
    }
  }
}

interface Written {
  quoteId: string;
  currency: string;
  lines: readonly QuoteLineInput[];
  known: readonly string[];
}

export async function writeLines(
  trx: Db,
  ctx: Ctx,
  { quoteId, currency, lines, known }: Written,
): Promise<void> {
  const left = new Set(known);
  const seesCosts = actorMay(ctx.actor, "costs.read");
  for (const [position, line] of lines.entries()) {
    const values = {
      quote_id: quoteId,
      position,
      option: line.option,
      kind: line.kind,
      description: line.description,
      quantity: line.quantity,
      unit_minor: line.unitMinor,
      tax_rate: line.taxRate,
      part_id: line.part_id,
    };
    // A line of another quote, or one that is named twice, is a new one.
    const id = left.delete(line.id) ? line.id : ctx.random.id(ctx.now);
    if (id === line.id) await trx.updateTable("quote_line").set(values).where("id", "=", id).execute();
    else await trx.insertInto("quote_line").values({ id, ...values }).execute();
    if (seesCosts) await writeCost(trx, id, line.costMinor);
    else if (id !== line.id && line.part_id !== null) {
      await writePartCost(trx, { lineId: id, partId: line.part_id, currency });
    }
  }
  await removeLines(trx, [...left]);
}

/** What a part costs now goes along in the database, also for who never sees it. */
async function writePartCost(
  trx: Db,
  { lineId, partId, currency }: { lineId: string; partId: string; currency: string },
): Promise<void> {
  const cost = await trx.selectFrom("part_cost").select("cost_minor").where("part_id", "=", partId)
    .where("currency", "=", currency).orderBy("id", "desc").limit(1).executeTakeFirst();
  if (cost) await writeCost(trx, lineId, cost.cost_minor);
}

async function writeCost(trx: Db, lineId: string, unitMinor: number | null): Promise<void> {
  if (unitMinor === null) {
    await trx.deleteFrom("quote_line_cost").where("line_id", "=", lineId).execute();
    return;
  }
  await trx.insertInto("quote_line_cost").values({ line_id: lineId, unit_minor: unitMinor })
    .onConflict((known) => known.column("line_id").doUpdateSet({ unit_minor: unitMinor })).execute();
}

export async function removeLines(trx: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await trx.deleteFrom("quote_line_cost").where("line_id", "in", ids).execute();
  await trx.deleteFrom("quote_line").where("id", "in", ids).execute();
}
