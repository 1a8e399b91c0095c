import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { publish } from "../events/publish.ts";
import { conflict, invalid } from "../lib/app_error.ts";
import { available, type Balance, type MoveKind } from "./stock.ts";

/** A part in a branch. */
export interface Place {
  partId: string;
  branchId: string;
}

export interface NewMove extends Place {
  kind: MoveKind;
  /** Changes in thousandths, signed as the kind says. */
  onHand?: number;
  reserved?: number;
  orderId?: string;
  unitId?: string;
  purchaseLineId?: string;
  /** A code that `views/parts/text.ts` words. */
  reason?: string;
  note?: string;
}

/**
 * What a branch has of a part, held until the transaction ends; a part that never lay there has nothing. A transaction that
 * also locks an order does that first, and holds several parts in the order of their ids.
 */
export async function lockBalance(trx: Db, { partId, branchId }: Place): Promise<Balance> {
  const known = await readLocked(trx, { partId, branchId });
  if (known) return known;
  await trx.insertInto("stock_balance").values({
    part_id: partId,
    branch_id: branchId,
    on_hand: 0,
    reserved: 0,
    minimum: 0,
    location_id: branchId,
  }).onConflict((known) => known.doNothing()).execute();
  return await readLocked(trx, { partId, branchId }) ?? { onHand: 0, reserved: 0 };
}

async function readLocked(trx: Db, { partId, branchId }: Place): Promise<Balance | undefined> {
  return await trx.selectFrom("stock_balance").select(["on_hand as onHand", "reserved"])
    .where("part_id", "=", partId).where("branch_id", "=", branchId).forUpdate().executeTakeFirst();
}

/**
 * Writes one move and what it makes of the balance, which the caller holds (`lockBalance`).
 * @throws conflict stock_short when there is not that much
 */
export async function writeMove(trx: Db, ctx: Ctx, move: NewMove): Promise<void> {
  const { partId, branchId, onHand = 0, reserved = 0 } = move;
  const changed = await trx.updateTable("stock_balance")
    .set((q) => ({ on_hand: q("on_hand", "+", onHand), reserved: q("reserved", "+", reserved) }))
    .where("part_id", "=", partId).where("branch_id", "=", branchId)
    .where((q) => q(q("reserved", "+", reserved), ">=", 0))
    .where((q) => q(q("on_hand", "-", q.ref("reserved")), ">=", reserved - onHand))
    .returning(["on_hand", "reserved", "minimum"]).executeTakeFirst();
  if (!changed) throw conflict("stock_short");
  await trx.insertInto("stock_move").values({
    id: ctx.random.id(ctx.now),
    kind: move.kind,
    part_id: partId,
    branch_id: branchId,
    on_hand_change: onHand,
    reserved_change: reserved,
    order_id: move.orderId ?? null,
    part_unit_id: move.unitId ?? null,
    purchase_line_id: move.purchaseLineId ?? null,
    reason: move.reason ?? "",
    note: move.note ?? "",
    actor_id: ctx.actor.id,
    actor_name: ctx.actor.name,
    at: ctx.now,
  }).execute();
  const left = changed.on_hand - changed.reserved;
  const before = left - onHand + reserved;
  if (left < changed.minimum && before >= changed.minimum) {
    await tellLow(trx, ctx, { partId, branchId, left, minimum: changed.minimum });
  }
}

/** Other programs are told as a part falls below what its branch wants to have. */
async function tellLow(
  trx: Db,
  ctx: Ctx,
  { partId, branchId, left, minimum }: Place & { left: number; minimum: number },
): Promise<void> {
  const { sku, branch } = await trx.selectFrom("stock_balance").innerJoin("part", "part.id", "part_id")
    .innerJoin("branch", "branch.id", "branch_id").select(["part.sku", "branch.code as branch"])
    .where("part_id", "=", partId).where("branch_id", "=", branchId).executeTakeFirstOrThrow();
  await publish(trx, ctx, [{
    type: "part.low",
    subject: { kind: "part", id: partId },
    data: {
      part: { id: partId, sku },
      branch,
      available_thousandths: left,
      minimum_thousandths: minimum,
    },
  }]);
}

/** @throws invalid stock_short with what there is left, beside the field that asks for more */
export function requireAvailable(
  balance: Balance,
  { quantity, field }: { quantity: number; field: string },
): void {
  const left = available(balance);
  if (left < quantity) throw invalid({ [field]: { code: "stock_short", params: { available: left } } });
}

/**
 * Whether this is the first time that a form is sent; `form` is what it does and its key, since the forms of a page share one.
 * One that is sent twice at once waits here for the first.
 */
export async function firstTime(trx: Db, ctx: Ctx, form: string): Promise<boolean> {
  const made = await trx.insertInto("stock_form").values({ id: form, at: ctx.now })
    .onConflict((known) => known.doNothing()).returning("id").executeTakeFirst();
  return made !== undefined;
}

const KEEP_FORMS_MS = 30 * 86_400_000;

/** Nobody sends a form again after a month. */
export async function sweepStockForms(ctx: Ctx): Promise<number> {
  const swept = await ctx.db.deleteFrom("stock_form").where("at", "<=", ctx.now - KEEP_FORMS_MS)
    .executeTakeFirst();
  return Number(swept.numDeletedRows);
}
