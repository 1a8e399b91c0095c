import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { invalid, notFound } from "../lib/app_error.ts";
import { ONE } from "../lib/quantity.ts";
import { topicsOf } from "../printing/job_rows.ts";
import { actingBranch, recordCost } from "./commands.ts";
import { labelReceived } from "./label.ts";
import { firstTime, lockBalance, type Place, requireAvailable, writeMove } from "./ledger.ts";
import type { CountInput, ReceiptInput, ScrapInput } from "./stock_input.ts";
import { findUnit, foldOf, moveUnit, putUnit, unitsHere } from "./units.ts";
import { askAllotment } from "./waiting.ts";

/** Takes in what did not come by a purchase list. @throws AppError forbidden, not_found, invalid `serials` */
export async function receiveStock(ctx: Ctx, partId: string, input: ReceiptInput): Promise<void> {
  await onPart(ctx, { partId, form: `receive:${input.form_key}` }, async (trx, place) => {
    const { note, form_key } = input;
    const quantity = await takeIn(trx, ctx, place, { ...input, note });
    await recordCost(trx, ctx, { partId, costMinor: input.cost });
    if (input.labels) await labelReceived(trx, ctx, { ...place, quantity, idemKey: `received:${form_key}` });
  });
}

export interface Arrival {
  /** Thousandths, or the serials of the pieces. */
  quantity: number | null;
  serials: readonly string[] | null;
  purchaseLineId?: string;
  note?: string;
}

/** Puts what arrived into a branch and tells the orders that wait for it. Returns how much it was. */
export async function takeIn(trx: Db, ctx: Ctx, place: Place, arrival: Arrival): Promise<number> {
  const { quantity, serials, purchaseLineId, note } = arrival;
  await lockBalance(trx, place);
  const more = { ...place, kind: "receive" as const, purchaseLineId, note };
  if (serials === null) {
    await writeMove(trx, ctx, { ...more, onHand: quantity ?? 0 });
  } else {
    for (const serial of serials) {
      await writeMove(trx, ctx, { ...more, onHand: ONE, unitId: await putUnit(trx, ctx, place, serial) });
    }
  }
  await askAllotment(trx, ctx, place);
  return serials === null ? quantity ?? 0 : serials.length * ONE;
}

/**
 * Makes the stock what was counted, with the reason why it differed.
 * @throws AppError forbidden; not_found; invalid `counted` (or `serials`): `stock_changed` since the form was made,
 * `count_below_reserved`
 */
export async function countStock(ctx: Ctx, partId: string, input: CountInput): Promise<void> {
  await onPart(ctx, { partId, form: `count:${input.form_key}` }, async (trx, place) => {
    const balance = await lockBalance(trx, place);
    const field = input.serials === null ? "counted" : "serials";
    const counted = input.serials === null
      ? input.counted ?? 0
      : new Set(input.serials.map(foldOf)).size * ONE;
    if (balance.onHand !== input.seen) {
      throw invalid({ [field]: { code: "stock_changed", params: { on_hand: balance.onHand } } });
    }
    if (counted < balance.reserved) {
      throw invalid({ [field]: { code: "count_below_reserved", params: { reserved: balance.reserved } } });
    }
    const { note } = input;
    if (input.serials) await adjustUnits(trx, ctx, place, { serials: input.serials, note });
    else if (counted !== balance.onHand) {
      await writeMove(trx, ctx, { ...place, kind: "adjust", onHand: counted - balance.onHand, note });
    }
    if (counted > balance.onHand) await askAllotment(trx, ctx, place);
  });
}

/** Writes off what nobody ordered. @throws AppError forbidden; not_found; invalid `quantity` stock_short, `serial` */
export async function scrapStock(ctx: Ctx, partId: string, input: ScrapInput): Promise<void> {
  await onPart(ctx, { partId, form: `scrap:${input.form_key}` }, async (trx, place) => {
    const balance = await lockBalance(trx, place);
    const { quantity, serial, reason, note } = input;
    requireAvailable(balance, { quantity: quantity ?? ONE, field: serial === null ? "quantity" : "serial" });
    const unitId = serial === null ? undefined : await findUnit(trx, place, { serial, state: "in_stock" });
    if (unitId) await moveUnit(trx, ctx, { id: unitId, state: "scrapped" });
    await writeMove(trx, ctx, { ...place, kind: "scrap", onHand: -(quantity ?? ONE), unitId, reason, note });
  });
}

/** What was found is put in before what is missing is taken out, so that reserved pieces are never too few in between. */
async function adjustUnits(
  trx: Db,
  ctx: Ctx,
  place: Place,
  { serials, note }: { serials: readonly string[]; note: string },
): Promise<void> {
  const here = await unitsHere(trx, place);
  const counted = new Map(serials.map((serial) => [foldOf(serial), serial]));
  for (const [fold, serial] of counted) {
    if (here.has(fold)) continue;
    const unitId = await putUnit(trx, ctx, place, serial);
    await writeMove(trx, ctx, { ...place, kind: "adjust", onHand: ONE, unitId, note });
  }
  for (const [fold, unitId] of here) {
    if (counted.has(fold)) continue;
    await moveUnit(trx, ctx, { id: unitId, state: "missing" });
    await writeMove(trx, ctx, { ...place, kind: "adjust", onHand: -ONE, unitId, note });
  }
}

/** One act on a part in the branch of the one who acts, once for each form. */
async function onPart(
  ctx: Ctx,
  { partId, form }: { partId: string; form: string },
  act: (trx: Db, place: Place) => Promise<void>,
): Promise<void> {
  requirePermission(ctx.actor, "parts.manage");
  const place = { partId, branchId: actingBranch(ctx) };
  await ctx.db.transaction().execute(async (trx) => {
    if (!await firstTime(trx, ctx, form)) return;
    const part = await trx.selectFrom("part").select("id").where("id", "=", partId).executeTakeFirst();
    if (!part) throw notFound();
    await act(trx, place);
  });
  ctx.live.changed("jobs", ...topicsOf({ order_id: null, branch_id: place.branchId }));
}
