import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { invalid } from "../lib/app_error.ts";
import { ONE } from "../lib/quantity.ts";
import type { OrderRow } from "../orders/row.ts";
import { lockBalance, type Place, requireAvailable, writeMove } from "./ledger.ts";
import { changeLine, letGo, type OrderLine, reserveMissing, told } from "./order_lines.ts";
import { partActs } from "./order_part.ts";
import { tellParts } from "./plan.ts";
import { findUnit, moveUnit } from "./units.ts";
import { askAllotment } from "./waiting.ts";

interface Given {
  order: OrderRow;
  line: OrderLine;
  /** Thousandths. */
  quantity: number;
  /** Of a serialised part, "" for others. */
  serial: string;
}

/** Takes parts for the device: first what lies aside for the order, then what nobody has reserved. */
export async function useParts(
  trx: Db,
  ctx: Ctx,
  { order, line, serial, field = "quantity", ...given }: Given & { field?: "quantity" | "code" },
): Promise<OrderLine> {
  const place = placeOf(line);
  const quantity = pieces(line, given.quantity);
  const balance = await lockBalance(trx, place);
  const aside = Math.min(quantity, line.reserved);
  requireAvailable(balance, { quantity: quantity - aside, field });
  const unitId = await unitFor(trx, line, { serial, state: "in_stock" });
  if (unitId) await moveUnit(trx, ctx, { id: unitId, state: "used", orderId: order.id });
  await writeMove(trx, ctx, {
    ...place,
    kind: "consume",
    onHand: -quantity,
    reserved: -aside,
    orderId: order.id,
    unitId,
  });
  const [used, reserved] = [line.used + quantity, line.reserved - aside];
  const after = await changeLine(trx, ctx, line, {
    used,
    reserved,
    wanted: Math.max(line.wanted, used + reserved),
  });
  await tellParts(trx, ctx, { order, kind: "part_used", parts: [told(after, quantity, serialOf(serial))] });
  return after;
}

/** Puts back on the shelf what was taken for the device. */
export async function giveBack(
  trx: Db,
  ctx: Ctx,
  { order, line, serial, note, ...given }: Given & { note: string },
): Promise<void> {
  const quantity = usedPieces(line, given.quantity);
  const unitId = await unitFor(trx, line, { serial, state: "used", orderId: order.id });
  if (unitId) await moveUnit(trx, ctx, { id: unitId, state: "in_stock" });
  await putBack(trx, ctx, { order, line, quantity, unitId, note });
  const after = await changeLine(trx, ctx, line, {
    used: line.used - quantity,
    returned: line.returned + quantity,
    wanted: line.wanted - quantity,
  });
  await askAllotment(trx, ctx, placeOf(line));
  const parts = [told(after, quantity, serialOf(serial))];
  await tellParts(trx, ctx, { order, kind: "part_returned", parts, note });
}

interface Scrapping extends Given {
  reason: string;
  note: string;
}

/** Writes off what had been fitted: it comes back, and goes where broken things go. Another one is put aside. */
export async function scrapUsed(trx: Db, ctx: Ctx, scrapping: Scrapping): Promise<void> {
  const { order, line, serial, reason, note } = scrapping;
  const quantity = usedPieces(line, scrapping.quantity);
  const place = placeOf(line);
  const unitId = await unitFor(trx, line, { serial, state: "used", orderId: order.id });
  if (unitId) await moveUnit(trx, ctx, { id: unitId, state: "scrapped" });
  await putBack(trx, ctx, { order, line, quantity, unitId, note });
  await writeMove(trx, ctx, {
    ...place,
    kind: "scrap",
    onHand: -quantity,
    orderId: order.id,
    unitId,
    reason,
    note,
  });
  const after = await changeLine(trx, ctx, line, {
    used: line.used - quantity,
    scrapped: line.scrapped + quantity,
    ...(!partActs(order).uses && { wanted: line.wanted - quantity }),
  });
  await replaceAndTell(trx, ctx, scrapping, { line: after, quantity });
}

/** Writes off what had not been fitted: from what lies aside for the order, then from what is free. */
export async function scrapFresh(trx: Db, ctx: Ctx, scrapping: Scrapping): Promise<void> {
  const { order, line, serial, reason, note } = scrapping;
  const quantity = pieces(line, scrapping.quantity);
  const place = placeOf(line);
  const balance = await lockBalance(trx, place);
  const aside = Math.min(quantity, line.reserved);
  requireAvailable(balance, { quantity: quantity - aside, field: "quantity" });
  const unitId = await unitFor(trx, line, { serial, state: "in_stock" });
  if (unitId) await moveUnit(trx, ctx, { id: unitId, state: "scrapped" });
  await writeMove(trx, ctx, {
    ...place,
    kind: "scrap",
    onHand: -quantity,
    reserved: -aside,
    orderId: order.id,
    unitId,
    reason,
    note,
  });
  const after = await changeLine(trx, ctx, line, {
    reserved: line.reserved - aside,
    scrapped: line.scrapped + quantity,
    ...(!partActs(order).uses && { wanted: line.wanted - aside }),
  });
  await replaceAndTell(trx, ctx, scrapping, { line: after, quantity });
}

/** Takes a part off the order as far as it has not been used; before the client has agreed, off the plan too. */
export async function dropLine(
  trx: Db,
  ctx: Ctx,
  { order, line }: Pick<Given, "order" | "line">,
): Promise<void> {
  const off = Math.max(line.wanted - line.used, partActs(order).adds === "plan" ? line.planned : 0);
  const held = await letGo(trx, ctx, line, line.reserved);
  const after = await changeLine(trx, ctx, held, {
    wanted: line.used,
    ...(partActs(order).adds === "plan" && { planned: 0 }),
  });
  if (off > 0) await tellParts(trx, ctx, { order, kind: "parts_released", parts: [told(after, off)] });
}

async function replaceAndTell(
  trx: Db,
  ctx: Ctx,
  { order, serial, reason, note }: Scrapping,
  { line, quantity }: { line: OrderLine; quantity: number },
): Promise<void> {
  const after = await reserveMissing(trx, ctx, line);
  const parts = [told(after, quantity, serialOf(serial))];
  await tellParts(trx, ctx, { order, kind: "part_scrapped", parts, reason, note });
}

interface Back {
  order: OrderRow;
  line: OrderLine;
  quantity: number;
  unitId?: string;
  note: string;
}

async function putBack(trx: Db, ctx: Ctx, { order, line, quantity, unitId, note }: Back): Promise<void> {
  const place = placeOf(line);
  await lockBalance(trx, place);
  await writeMove(trx, ctx, { ...place, kind: "return", onHand: quantity, orderId: order.id, unitId, note });
}

function placeOf(line: OrderLine): Place {
  return { partId: line.part_id, branchId: line.branch_id };
}

/** Of a serialised part one piece at a time. */
function pieces(line: OrderLine, quantity: number): number {
  return line.serialised === 1 ? ONE : quantity;
}

/** @throws invalid `quantity` more_than_used */
function usedPieces(line: OrderLine, wished: number): number {
  const quantity = pieces(line, wished);
  if (quantity > line.used) {
    throw invalid({ quantity: { code: "more_than_used", params: { used: line.used } } });
  }
  return quantity;
}

/** The piece that a form names; none for a part without serials. @throws invalid `serial` */
async function unitFor(
  trx: Db,
  line: OrderLine,
  { serial, ...where }: { serial: string; state: "in_stock" | "used"; orderId?: string },
): Promise<string | undefined> {
  if (line.serialised === 0) return undefined;
  if (serial === "") throw invalid({ serial: { code: "required" } });
  return await findUnit(trx, placeOf(line), { serial, ...where });
}

function serialOf(serial: string): { serial?: string } {
  return serial === "" ? {} : { serial };
}
