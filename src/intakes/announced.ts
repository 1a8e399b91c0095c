import { branchOf, type Shop } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { AppError, type FieldError } from "../lib/app_error.ts";
import { moveFacts } from "../orders/move_facts.ts";
import { lockOrder, type OrderRow } from "../orders/row.ts";
import { transition, type Verdict } from "../orders/transition.ts";
import type { IntakeDevice } from "./input.ts";

/** The order of an announced device, held until the transaction ends, and judged to be received. */
export interface ClaimedDraft {
  order: OrderRow;
  verdict: Extract<Verdict, { ok: true }>;
}

export type DraftClaim = { ok: true; draft: ClaimedDraft } | { ok: false; refusal: FieldError };

interface Claiming {
  wanted: NonNullable<IntakeDevice["announced"]>;
  /** Where the device is being taken in. */
  branchId: string;
}

/** Takes hold of a draft order; of two who receive it at once the second waits, and then hears that it is done. @throws AppError forbidden */
export async function claimAnnounced(
  trx: Db,
  ctx: Ctx,
  { wanted: { number, version }, branchId }: Claiming,
): Promise<DraftClaim> {
  const order = await orderNumbered(trx, number);
  if (!order) return { ok: false, refusal: { code: "order_unknown" } };
  const refusal = announcedRefusal(ctx.shop, order, { branchId, version });
  if (refusal) return { ok: false, refusal };
  const verdict = transition(await moveFacts(trx, ctx, order), ctx.actor, { to: "received" }, "intake");
  if (!verdict.ok) throw verdict.error;
  return { ok: true, draft: { order, verdict } };
}

/** Why a branch cannot receive this order as its form shows it, null when it can. `version` is what the form shows. */
export function announcedRefusal(
  shop: Shop,
  order: Pick<OrderRow, "number" | "status" | "branch_id" | "version">,
  { branchId, version }: { branchId: string; version: number },
): FieldError | null {
  const { number } = order;
  if (order.status === "cancelled") return { code: "draft_cancelled", params: { number } };
  if (order.status !== "draft") return { code: "draft_over", params: { number } };
  if (order.branch_id !== branchId) {
    return { code: "draft_elsewhere", params: { branch: branchOf(shop, order.branch_id).name } };
  }
  return order.version === version ? null : { code: "draft_changed", params: { number } };
}

async function orderNumbered(trx: Db, number: string): Promise<OrderRow | null> {
  try {
    return await lockOrder(trx, number);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  }
}
