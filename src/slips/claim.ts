import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { FieldError } from "../lib/app_error.ts";
import { actingUser } from "../orders/acting_user.ts";
import type { TakenNumber } from "../orders/numbering.ts";
import { slipRows } from "./queries.ts";
import { slipRefusal } from "./refusal.ts";

/** An open slip of the branch, held until the transaction ends, with the number that its order takes. */
export interface ClaimedSlip {
  id: string;
  taken: TakenNumber;
  /** UTC milliseconds. */
  reservedAt: number;
}

export type Claim = { ok: true; slip: ClaimedSlip } | { ok: false; refusal: FieldError };

interface Claiming {
  number: string;
  /** Where the device is being taken in. */
  branchId: string;
}

/** Takes hold of a slip; of two who want the same one the second waits, and then hears who had it. */
export async function claimSlip(trx: Db, ctx: Ctx, { number, branchId }: Claiming): Promise<Claim> {
  const held = await trx.selectFrom("slip").select(["id", "series", "sequence"]).where("number", "=", number)
    .forUpdate().executeTakeFirst();
  const slip = held && await slipRows(trx).where("slip.id", "=", held.id).executeTakeFirst();
  if (!held || !slip) return { ok: false, refusal: { code: "slip_unknown" } };
  const refusal = slipRefusal(ctx.shop, slip, branchId);
  if (refusal) return { ok: false, refusal };
  const { id, series, sequence } = held;
  return { ok: true, slip: { id, taken: { number, series, sequence }, reservedAt: slip.reservedAt } };
}

/** The order has the slip's number now. The slip must be claimed. */
export async function useSlip(
  trx: Db,
  ctx: Ctx,
  { id, orderId }: { id: string; orderId: string },
): Promise<void> {
  await trx.updateTable("slip").set({
    state: "used",
    order_id: orderId,
    settled_at: ctx.now,
    settled_by: actingUser(ctx),
    settled_by_name: ctx.actor.name,
  }).where("id", "=", id).execute();
}
