import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { serialFold } from "../devices/device.ts";
import { invalid } from "../lib/app_error.ts";
import type { Place } from "./ledger.ts";
import type { UnitState } from "./stock.ts";

/**
 * One piece comes to lie in the branch: a new one, or one that had left. Returns its id.
 * @throws invalid `serials` when it is known to lie somewhere already
 */
export async function putUnit(trx: Db, ctx: Ctx, place: Place, serial: string): Promise<string> {
  const fold = foldOf(serial);
  const known = await trx.selectFrom("part_unit").select(["id", "state"]).where("part_id", "=", place.partId)
    .where("serial_fold", "=", fold).executeTakeFirst();
  if (known && known.state !== "in_stock") {
    await trx.updateTable("part_unit")
      .set({ state: "in_stock", branch_id: place.branchId, order_id: null, updated_at: ctx.now })
      .where("id", "=", known.id).execute();
    return known.id;
  }
  const made = known ? undefined : await trx.insertInto("part_unit").values({
    id: ctx.random.id(ctx.now),
    part_id: place.partId,
    branch_id: place.branchId,
    serial,
    serial_fold: fold,
    state: "in_stock",
    order_id: null,
    created_at: ctx.now,
    updated_at: ctx.now,
  }).onConflict((conflict) => conflict.columns(["part_id", "serial_fold"]).doNothing()).returning("id")
    .executeTakeFirst();
  if (!made) throw invalid({ serials: { code: "serial_known", params: { serial } } });
  return made.id;
}

/** The piece with that serial, where it must be. @throws invalid `serial` */
export async function findUnit(
  trx: Db,
  place: Place,
  { serial, state, orderId }: { serial: string; state: UnitState; orderId?: string },
): Promise<string> {
  const unit = await trx.selectFrom("part_unit").select("id").where("part_id", "=", place.partId)
    .where("serial_fold", "=", serialFold(serial)).where("state", "=", state)
    .where("branch_id", "=", place.branchId)
    .$if(orderId !== undefined, (q) => q.where("order_id", "=", orderId ?? "")).executeTakeFirst();
  if (!unit) throw invalid({ serial: { code: state === "used" ? "serial_not_used" : "serial_not_here" } });
  return unit.id;
}

export async function moveUnit(
  trx: Db,
  ctx: Ctx,
  { id, state, orderId }: { id: string; state: UnitState; orderId?: string },
): Promise<void> {
  await trx.updateTable("part_unit").set({ state, order_id: orderId ?? null, updated_at: ctx.now })
    .where("id", "=", id).execute();
}

/** Those that lie in the branch, by how they are compared. */
export async function unitsHere(trx: Db, place: Place): Promise<Map<string, string>> {
  const rows = await trx.selectFrom("part_unit").select(["id", "serial_fold"])
    .where("part_id", "=", place.partId).where("state", "=", "in_stock")
    .where("branch_id", "=", place.branchId).execute();
  return new Map(rows.map((row) => [row.serial_fold, row.id]));
}

/** @throws invalid `serials` for one without letters and figures */
export function foldOf(serial: string): string {
  const fold = serialFold(serial);
  if (fold === "") throw invalid({ serials: { code: "serial_blank", params: { serial } } });
  return fold;
}
