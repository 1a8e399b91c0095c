import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { recordEvent } from "../orders/history.ts";
import type { OrderEventKind } from "../orders/order.ts";
import type { OrderRow } from "../orders/row.ts";
import type { OrderStatus } from "../orders/status.ts";
import {
  changeLine,
  letGo,
  lineOf,
  type OrderLine,
  readLines,
  reserveMissing,
  told,
  type ToldPart,
} from "./order_lines.ts";
import { allThere, isWorking, missing } from "./order_part.ts";

/** One part of an approved quote. */
export interface PlannedLine {
  partId: string;
  /** Thousandths. */
  quantity: number;
  /** What the client pays for one, in minor units of the order's currency. */
  priceMinor: number;
}

export interface PlanResult {
  partId: string;
  /** Thousandths that lie aside, and that are still to come. */
  reserved: number;
  missing: number;
}

/**
 * Makes the approved quote the order's plan and puts aside what there is of it; lines of one part count together. What an
 * earlier plan held and this one does not is let go; what the bench added by itself stays. The caller holds the order.
 */
export async function planParts(
  trx: Db,
  ctx: Ctx,
  { order, lines }: { order: OrderRow; lines: readonly PlannedLine[] },
): Promise<PlanResult[]> {
  const plan = byPart(lines);
  const known = await readLines(trx, order.id);
  const former = known.filter((line) => line.planned > 0 && !plan.has(line.part_id));
  const results: OrderLine[] = [];
  const released: ToldPart[] = [];
  for (const partId of [...plan.keys(), ...former.map((line) => line.part_id)].sort()) {
    const planned = plan.get(partId);
    const line = known.find((one) => one.part_id === partId) ??
      await lineOf(trx, ctx, { order, part: { id: partId, price_minor: 0, currency: order.currency } });
    const held = await letGo(
      trx,
      ctx,
      line,
      line.reserved - Math.max(0, (planned?.quantity ?? 0) - line.used),
    );
    const changed = await changeLine(trx, ctx, held, {
      planned: planned?.quantity ?? 0,
      wanted: Math.max(planned?.quantity ?? 0, line.used),
      ...(planned && { price_minor: planned.priceMinor, currency: order.currency }),
    });
    if (planned) results.push(await reserveMissing(trx, ctx, changed));
    const free = line.reserved - held.reserved;
    if (free > 0) released.push(told(changed, free));
  }
  if (released.length > 0) await tellParts(trx, ctx, { order, kind: "parts_released", parts: released });
  await tellPlan(trx, ctx, order, results);
  return results.map((line) => ({
    partId: line.part_id,
    reserved: line.reserved,
    missing: missing(line),
  }));
}

/** Everything that still lies aside for an order goes back; nothing more is wanted. The caller holds the order. */
export async function releaseParts(trx: Db, ctx: Ctx, order: OrderRow): Promise<void> {
  const released: ToldPart[] = [];
  for (const line of await readLines(trx, order.id)) {
    const after = await letGo(trx, ctx, line, line.reserved);
    if (after.wanted !== line.used) await changeLine(trx, ctx, after, { wanted: line.used });
    if (line.reserved > 0) released.push(told({ ...after, wanted: line.used }, line.reserved));
  }
  if (released.length > 0) await tellParts(trx, ctx, { order, kind: "parts_released", parts: released });
}

/**
 * What a move of an order does to its parts: work that begins puts the planned ones aside, a device that is ready or gone lets
 * the rest go. Written in the move's own transaction.
 */
export async function moveParts(
  trx: Db,
  ctx: Ctx,
  { order, to, explanation = "" }: { order: OrderRow; to: OrderStatus; explanation?: string },
): Promise<void> {
  if (explanation !== "") {
    for (const line of await readLines(trx, order.id)) {
      if (line.planned !== line.used) await changeLine(trx, ctx, line, { explanation });
    }
  }
  if (isWorking(to) && !isWorking(order.status) && order.status !== "on_hold") {
    await reservePlanned(trx, ctx, order);
  }
  if (LETS_GO.includes(to)) await releaseParts(trx, ctx, order);
  // What came while the order was paused is told now.
  if (to === "awaiting_parts" && order.status === "on_hold") {
    await followArrival(trx, ctx, { ...order, status: to });
  }
}

const LETS_GO: readonly OrderStatus[] = ["ready", "delivered", "cancelled", "abandoned"];

async function reservePlanned(trx: Db, ctx: Ctx, order: OrderRow): Promise<void> {
  const results: OrderLine[] = [];
  for (const line of await readLines(trx, order.id)) {
    if (line.planned <= line.wanted && missing(line) <= 0) continue;
    const wanted = await changeLine(trx, ctx, line, { wanted: Math.max(line.planned, line.wanted) });
    const after = await reserveMissing(trx, ctx, wanted);
    if (after.wanted > line.wanted || after.reserved > line.reserved) results.push(after);
  }
  await tellPlan(trx, ctx, order, results);
}

async function tellPlan(trx: Db, ctx: Ctx, order: OrderRow, lines: readonly OrderLine[]): Promise<void> {
  const parts = lines.map((line) => told(line, line.reserved));
  if (parts.length > 0) await tellParts(trx, ctx, { order, kind: "parts_reserved", parts });
}

export type PartEventKind = Extract<OrderEventKind, `part${string}`>;

export interface PartFact {
  order: OrderRow;
  kind: PartEventKind;
  parts: readonly ToldPart[];
  /** A code, and what somebody wrote. */
  reason?: string;
  note?: string;
}

/** Adds what happened to parts to the order's history. */
export async function tellParts(
  trx: Db,
  ctx: Ctx,
  { order, kind, parts, reason, note }: PartFact,
): Promise<void> {
  await recordEvent(trx, ctx, {
    orderId: order.id,
    kind,
    data: { parts, ...(reason && { scrap_reason: reason }), ...(note && { note }) },
  });
}

/** Whether an order that waits for parts has them now; it says so once, in its history and in the lists. */
export async function followArrival(trx: Db, ctx: Ctx, order: OrderRow): Promise<void> {
  if (order.status !== "awaiting_parts") return;
  const there = allThere(await readLines(trx, order.id)) ? 1 : 0;
  const changed = await trx.updateTable("order").set({ parts_in: there }).where("id", "=", order.id)
    .where("parts_in", "<>", there).returning("id").executeTakeFirst();
  if (changed && there) await tellParts(trx, ctx, { order, kind: "parts_arrived", parts: [] });
}

/** Sums of the lines of each part; the last price counts. */
function byPart(lines: readonly PlannedLine[]): Map<string, PlannedLine> {
  const plan = new Map<string, PlannedLine>();
  for (const line of lines) {
    if (line.quantity <= 0) continue;
    const known = plan.get(line.partId);
    plan.set(line.partId, { ...line, quantity: line.quantity + (known?.quantity ?? 0) });
  }
  return plan;
}
