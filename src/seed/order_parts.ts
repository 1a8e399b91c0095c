import type { Actor, Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { DeviceCategory } from "../devices/device.ts";
import { lockOrder, type OrderRow } from "../orders/row.ts";
import type { OrderStatus } from "../orders/status.ts";
import { ONE } from "../lib/quantity.ts";
import { lockBalance, writeMove } from "../parts/ledger.ts";
import { readLines, reserveMissing, told } from "../parts/order_lines.ts";
import { useParts } from "../parts/order_moves.ts";
import { followArrival, planParts, releaseParts, tellParts } from "../parts/plan.ts";
import { available } from "../parts/stock.ts";
import type { Dice } from "./dice.ts";
import { type MadePart, USUAL_PARTS } from "./part_vocabulary.ts";

const HOUR = 3_600_000;

/** How many of the latest orders in each status take parts: enough to see all there is to see. */
const TAKERS: Partial<Record<OrderStatus, number>> = {
  approved: 6,
  awaiting_parts: 6,
  repairing: 10,
  quality_check: 6,
  ready: 10,
  delivered: 60,
};
const DONE: readonly OrderStatus[] = ["quality_check", "ready", "delivered"];

interface Taking {
  die: Dice;
  parts: readonly MadePart[];
}

interface Taker {
  number: string;
  technician: string;
  brand: string;
  model: string;
  category: DeviceCategory;
}

/** Plans, puts aside and uses parts on some orders, each at its time, as their technicians would have. */
export async function usePartsOnOrders(trx: Db, ctx: Ctx, { die, parts }: Taking): Promise<void> {
  for (const [status, count] of Object.entries(TAKERS) as [OrderStatus, number][]) {
    const takers = await trx.selectFrom("order").innerJoin("device", "device.id", "order.device_id")
      .innerJoin("user", "user.id", "order.technician_id")
      .select([
        "order.number",
        "order.branch_id",
        "user.name as technician",
        "device.brand",
        "device.model",
        "device.category",
      ])
      .where("order.status", "=", status).orderBy("order.seq", "desc").limit(count).execute();
    for (const [index, taker] of takers.entries()) {
      const part = partFor(die, parts, taker);
      if (part) await take(trx, ctx, { taker, part, status, further: index % 3 === 0 });
    }
  }
}

function partFor(die: Dice, parts: readonly MadePart[], taker: Taker): MadePart | null {
  const name = `${taker.brand} ${taker.model}`;
  const fitting = parts.filter((part) => part.models.includes(name));
  const usual = parts.filter((part) => part.category === USUAL_PARTS[taker.category] && !part.serialised);
  const from = fitting.length > 0 ? fitting : usual;
  return from.length === 0 ? null : die.pick(from);
}

interface Take {
  taker: Taker;
  part: MadePart;
  status: OrderStatus;
  /** One step on within its status: what it waited for has come, the part is in the device. */
  further: boolean;
}

async function take(trx: Db, ctx: Ctx, { taker, part, status, further }: Take): Promise<void> {
  const order = await lockOrder(trx, taker.number);
  const actor: Actor = {
    kind: "user",
    id: order.technician_id ?? "",
    name: taker.technician,
    role: "technician",
    branchId: order.branch_id,
  };
  const at = (instant: number): Ctx => ({ ...ctx, now: Math.min(instant, ctx.now), actor });
  const done = DONE.includes(status);
  const began = done ? Math.max(order.received_at, order.status_since - 6 * HOUR) : order.status_since;
  if (done || status === "repairing") await haveSome(trx, at(began - HOUR), order, part);
  if (status === "awaiting_parts") await findNone(trx, at(began - HOUR), order, part);
  const lines = [{ partId: part.id, quantity: ONE, priceMinor: part.price * 100 }];
  await planParts(trx, at(began), { order, lines });
  if (done || (status === "repairing" && further)) {
    await useLine(trx, at(began + HOUR), order);
  }
  if (done) await releaseParts(trx, at(order.status_since), order);
  if (status === "awaiting_parts" && further) {
    await bring(trx, at(order.status_since + 20 * HOUR), order, part);
  }
}

/** The shelf had one when the order needed it. */
async function haveSome(trx: Db, ctx: Ctx, order: OrderRow, part: MadePart): Promise<void> {
  const place = { partId: part.id, branchId: order.branch_id };
  await lockBalance(trx, place);
  await writeMove(trx, ctx, { ...place, kind: "receive", onHand: ONE, note: "Compra en mostrador" });
}

/** Nor had it any when the order waits for one: somebody counted. */
async function findNone(trx: Db, ctx: Ctx, order: OrderRow, part: MadePart): Promise<void> {
  const place = { partId: part.id, branchId: order.branch_id };
  const free = available(await lockBalance(trx, place));
  if (free > 0) await writeMove(trx, ctx, { ...place, kind: "adjust", onHand: -free, note: "Recuento" });
}

async function useLine(trx: Db, ctx: Ctx, order: OrderRow): Promise<void> {
  const [line] = await readLines(trx, order.id);
  if (line) await useParts(trx, ctx, { order, line, quantity: ONE, serial: "" });
}

async function bring(trx: Db, ctx: Ctx, order: OrderRow, part: MadePart): Promise<void> {
  await haveSome(trx, ctx, order, part);
  const [line] = await readLines(trx, order.id);
  if (!line) return;
  const after = await reserveMissing(trx, ctx, line);
  const took = after.reserved - line.reserved;
  if (took > 0) await tellParts(trx, ctx, { order, kind: "parts_reserved", parts: [told(after, took)] });
  await followArrival(trx, ctx, order);
}
