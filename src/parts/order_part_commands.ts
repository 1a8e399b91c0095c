import { actorMay, requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, invalid, notFound } from "../lib/app_error.ts";
import { formatQuantity, ONE } from "../lib/quantity.ts";
import { addCharge } from "../orders/money.ts";
import { isClaim, lockOpenOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import { type FoundPart, partOfCode, partOfId } from "./find.ts";
import { firstTime } from "./ledger.ts";
import { changeLine, lineOf, type OrderLine, readLines, reserveMissing, told } from "./order_lines.ts";
import { dropLine, giveBack, scrapFresh, scrapUsed, useParts } from "./order_moves.ts";
import { priceOf } from "../lib/money.ts";
import { missing, partActs, unbilled } from "./order_part.ts";
import type { AddedPart, PartMove } from "./order_part_input.ts";
import { isWholeQuantity } from "./part.ts";
import { followArrival, tellParts } from "./plan.ts";

/** What came of adding a part; quantities in thousandths. */
export interface Added {
  partId: string;
  name: string;
  how: "plan" | "reserve" | "use";
  missing: number;
}

/**
 * Adds a part to an order: noted for the quote before the client has agreed, put aside after that, taken at once on the bench.
 * Null for a form that was sent before.
 * @throws AppError forbidden; not_found; conflict order_closed, parts_not_now; invalid `code` part_unknown, serial_needed,
 * stock_short; invalid `quantity` whole_number
 */
export async function addPart(ctx: Ctx, number: string, input: AddedPart): Promise<Added | null> {
  requirePermission(ctx.actor, "parts.use");
  return await onOrder(ctx, number, `add:${input.form_key}`, async (trx, order) => {
    const acts = partActs(order);
    const how = acts.adds &&
      (input.how === "use" && acts.uses
        ? "use"
        : input.how === "reserve" && acts.adds === "use"
        ? "reserve"
        : acts.adds);
    if (!how) throw conflict("parts_not_now");
    const part = input.part_id ? await partOfId(trx, input.part_id) : await partOfCode(trx, input.code);
    if (!part) throw invalid({ code: { code: "part_unknown" } });
    const { quantity } = input;
    if (!isWholeQuantity(quantity, part.unit)) throw invalid({ quantity: { code: "whole_number" } });
    const line = await lineOf(trx, ctx, { order, part });
    const after = await ADDING[how](trx, ctx, { order, line, part, quantity });
    return { partId: part.id, name: part.name, how, missing: Math.max(0, missing(after)) };
  });
}

interface Adding {
  order: OrderRow;
  line: OrderLine;
  part: FoundPart;
  quantity: number;
}

const ADDING = { plan: planMore, reserve: reserveMore, use: useFound };

async function planMore(trx: Db, ctx: Ctx, { order, line, quantity }: Adding): Promise<OrderLine> {
  const after = await changeLine(trx, ctx, line, { planned: line.planned + quantity });
  await tellParts(trx, ctx, { order, kind: "parts_planned", parts: [told(after, quantity)] });
  return after;
}

async function reserveMore(trx: Db, ctx: Ctx, { order, line, quantity }: Adding): Promise<OrderLine> {
  const wanted = await changeLine(trx, ctx, line, { wanted: line.wanted + quantity });
  const after = await reserveMissing(trx, ctx, wanted);
  await tellParts(trx, ctx, {
    order,
    kind: "parts_reserved",
    parts: [told(after, after.reserved - line.reserved)],
  });
  return after;
}

async function useFound(trx: Db, ctx: Ctx, { order, line, part, quantity }: Adding): Promise<OrderLine> {
  if (line.serialised === 1 && part.serial === "") throw invalid({ code: { code: "serial_needed" } });
  return await useParts(trx, ctx, { order, line, quantity, serial: part.serial, field: "code" });
}

/**
 * Uses, gives back, scraps, puts aside or lets go some of a part of an order.
 * @throws AppError forbidden; not_found; conflict order_closed, parts_not_now; invalid with the form's fields
 */
export async function movePart(ctx: Ctx, number: string, partId: string, input: PartMove): Promise<void> {
  requirePermission(ctx.actor, "parts.use");
  const form = `${input.kind}:${partId}:${input.form_key}`;
  await onOrder(ctx, number, form, async (trx, order) => {
    const line = await requireLine(trx, order, partId);
    if (!isWholeQuantity(input.quantity, line.unit)) throw invalid({ quantity: { code: "whole_number" } });
    const acts = partActs(order);
    const allowed = input.kind === "use" || input.kind === "reserve" ? acts.uses : acts.returns;
    if (!allowed) throw conflict("parts_not_now");
    await act(trx, ctx, { order, line, input });
    return null;
  });
}

interface Acting {
  order: OrderRow;
  line: OrderLine;
  input: PartMove;
}

async function act(trx: Db, ctx: Ctx, { order, line, input }: Acting): Promise<void> {
  const { quantity, serial, reason, note } = input;
  switch (input.kind) {
    case "use": {
      const after = await useParts(trx, ctx, { order, line, quantity, serial });
      if (input.charge && actorMay(ctx.actor, "payments.record") && !isClaim(order)) {
        await chargeRest(trx, ctx, order, after);
      }
      return;
    }
    case "reserve":
      return await reserveRest(trx, ctx, order, line);
    case "return":
      return await giveBack(trx, ctx, { order, line, quantity, serial, note });
    case "scrap": {
      const scrap = input.from === "used" ? scrapUsed : scrapFresh;
      return await scrap(trx, ctx, { order, line, quantity, serial, reason, note });
    }
    case "drop":
      return await dropLine(trx, ctx, { order, line });
  }
}

async function reserveRest(trx: Db, ctx: Ctx, order: OrderRow, line: OrderLine): Promise<void> {
  const after = await reserveMissing(trx, ctx, line);
  const took = after.reserved - line.reserved;
  if (took === 0) throw invalid({ quantity: { code: "stock_short", params: { available: 0 } } });
  await tellParts(trx, ctx, { order, kind: "parts_reserved", parts: [told(after, took)] });
}

/** Bills what was used beyond the plan and not billed yet, at the line's price. @throws conflict nothing_to_bill, claim_part */
export async function chargePart(ctx: Ctx, number: string, partId: string, formKey: string): Promise<void> {
  requirePermission(ctx.actor, "payments.record");
  await onOrder(ctx, number, `bill:${partId}:${formKey}`, async (trx, order) => {
    if (isClaim(order)) throw conflict("claim_part");
    const line = await requireLine(trx, order, partId);
    if (unbilled(line) === 0 || line.currency !== order.currency) throw conflict("nothing_to_bill");
    await chargeRest(trx, ctx, order, line);
    return null;
  });
}

async function chargeRest(trx: Db, ctx: Ctx, order: OrderRow, line: OrderLine): Promise<void> {
  const quantity = unbilled(line);
  const amountMinor = priceOf(quantity, line.price_minor);
  if (amountMinor === 0 || line.currency !== order.currency) return;
  const count = quantity === ONE ? "" : ` ×${formatQuantity(quantity, ctx.locale)}`;
  const description = `${line.name}${count}`;
  await addCharge(trx, ctx, { order, id: ctx.random.id(ctx.now), description, amountMinor });
  await changeLine(trx, ctx, line, { charged: line.charged + quantity });
}

async function requireLine(trx: Db, order: OrderRow, partId: string): Promise<OrderLine> {
  const line = (await readLines(trx, order.id)).find((one) => one.part_id === partId);
  if (!line) throw notFound();
  return line;
}

/** One act on an open order's parts, once for each form; null when the form was sent before. */
async function onOrder<Result>(
  ctx: Ctx,
  number: string,
  form: string,
  act: (trx: Db, order: OrderRow) => Promise<Result>,
): Promise<Result | null> {
  const { topics, result } = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOpenOrder(trx, number);
    const result = await firstTime(trx, ctx, form) ? await act(trx, order) : null;
    await followArrival(trx, ctx, order);
    return { topics: topicsOf(order), result };
  });
  ctx.live.changed(...topics, "jobs");
  return result;
}
