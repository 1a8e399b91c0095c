import type { Updateable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { ONE } from "../lib/quantity.ts";
import type { OrderRow } from "../orders/row.ts";
import { lockBalance, writeMove } from "./ledger.ts";
import { missing, type PartUse } from "./order_part.ts";
import type { PartUnit } from "./part.ts";
import { available } from "./stock.ts";
import { askAllotment } from "./waiting.ts";

/** What an order does with one part, and what that part is. Only whoever holds the order changes it. */
export interface OrderLine extends PartUse {
  id: string;
  order_id: string;
  part_id: string;
  branch_id: string;
  returned: number;
  scrapped: number;
  charged: number;
  price_minor: number;
  currency: string;
  /** Why it was not used as planned. */
  explanation: string;
  sku: string;
  name: string;
  unit: PartUnit;
  serialised: number;
}

/** The lines of an order, by the ids of their parts: the order in which balances are held. */
export async function readLines(db: Db, orderId: string): Promise<OrderLine[]> {
  return await lines(db).where("order_part.order_id", "=", orderId).orderBy("order_part.part_id").execute();
}

/** The order's line of a part, made when there is none. */
export async function lineOf(
  trx: Db,
  ctx: Ctx,
  { order, part }: { order: OrderRow; part: { id: string; price_minor: number; currency: string } },
): Promise<OrderLine> {
  await trx.insertInto("order_part").values({
    id: ctx.random.id(ctx.now),
    order_id: order.id,
    part_id: part.id,
    branch_id: order.branch_id,
    planned: 0,
    wanted: 0,
    reserved: 0,
    used: 0,
    returned: 0,
    scrapped: 0,
    charged: 0,
    price_minor: part.price_minor,
    currency: part.currency,
    explanation: "",
  }).onConflict((known) => known.columns(["order_id", "part_id"]).doNothing()).execute();
  return await lines(trx).where("order_part.order_id", "=", order.id)
    .where("order_part.part_id", "=", part.id).executeTakeFirstOrThrow();
}

/** Changes a line; what it was stays on record. */
export async function changeLine(
  trx: Db,
  ctx: Ctx,
  line: OrderLine,
  changes: Pick<Updateable<Schema["order_part"]>, Changeable>,
): Promise<OrderLine> {
  await trx.insertInto("order_part_past").values({
    line_id: line.id,
    order_id: line.order_id,
    until: ctx.now,
    planned: line.planned,
    wanted: line.wanted,
    reserved: line.reserved,
    used: line.used,
    returned: line.returned,
    scrapped: line.scrapped,
    charged: line.charged,
    price_minor: line.price_minor,
    explanation: line.explanation,
    // Of several changes at one instant, what counts is how it stood before the first.
  }).onConflict((known) => known.columns(["line_id", "until"]).doNothing()).execute();
  await trx.updateTable("order_part").set(changes).where("id", "=", line.id).execute();
  return { ...line, ...changes };
}

type Changeable =
  | "planned"
  | "wanted"
  | "reserved"
  | "used"
  | "returned"
  | "scrapped"
  | "charged"
  | "price_minor"
  | "currency"
  | "explanation";

/** Puts aside what a line lacks, as far as there is any; returns the line as it is then. */
export async function reserveMissing(trx: Db, ctx: Ctx, line: OrderLine): Promise<OrderLine> {
  const lacks = missing(line);
  if (lacks <= 0) return line;
  const { part_id: partId, branch_id: branchId, order_id: orderId } = line;
  const free = available(await lockBalance(trx, { partId, branchId }));
  const quantity = Math.min(lacks, free);
  if (quantity <= 0) return line;
  await writeMove(trx, ctx, { kind: "reserve", partId, branchId, orderId, reserved: quantity });
  return await changeLine(trx, ctx, line, { reserved: line.reserved + quantity });
}

/** Gives up some of what lies aside for a line; others may wait for it. */
export async function letGo(trx: Db, ctx: Ctx, line: OrderLine, quantity: number): Promise<OrderLine> {
  if (quantity <= 0) return line;
  const { part_id: partId, branch_id: branchId, order_id: orderId } = line;
  await lockBalance(trx, { partId, branchId });
  await writeMove(trx, ctx, { kind: "release", partId, branchId, orderId, reserved: -quantity });
  const after = await changeLine(trx, ctx, line, { reserved: line.reserved - quantity });
  await askAllotment(trx, ctx, { partId, branchId });
  return after;
}

/** A part as the order's history tells it; quantities in thousandths. */
export interface ToldPart {
  sku: string;
  name: string;
  unit: PartUnit;
  quantity: number;
  missing?: number;
  serial?: string;
}

export function told(line: OrderLine, quantity: number = ONE, more: { serial?: string } = {}): ToldPart {
  const { sku, name, unit } = line;
  const lacks = missing(line);
  return { sku, name, unit, quantity, ...(lacks > 0 && { missing: lacks }), ...more };
}

function lines(db: Db) {
  return db.selectFrom("order_part").innerJoin("part", "part.id", "order_part.part_id")
    .select(["order_part.id", "order_part.order_id", "order_part.part_id", "order_part.branch_id"])
    .select(["order_part.planned", "order_part.wanted", "order_part.reserved", "order_part.used"])
    .select(["order_part.returned", "order_part.scrapped", "order_part.charged"])
    .select(["order_part.price_minor", "order_part.currency", "order_part.explanation"])
    .select(["part.sku", "part.name", "part.unit", "part.serialised"]);
}
