import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { ReviewKind, ReviewReason } from "./gateway.ts";

export interface NewReview {
  held: { id: string; order_id: string | null };
  kind: ReviewKind;
  cause: string;
  reason: ReviewReason;
  /** Above zero. */
  amountMinor: number;
}

/** Leaves something for somebody of the shop to decide; once for each cause, whatever became of it. */
export async function openReview(trx: Db, ctx: Ctx, review: NewReview): Promise<void> {
  const { held, kind, cause, reason, amountMinor } = review;
  await trx.insertInto("gateway_review").values({
    id: ctx.random.id(ctx.now),
    gateway_payment_id: held.id,
    kind,
    cause,
    reason,
    amount_minor: amountMinor,
    order_id: held.order_id,
    state: "open",
    opened_at: ctx.now,
    resolved_at: null,
    resolved_by: null,
    note: "",
  }).onConflict((known) => known.columns(["gateway_payment_id", "cause"]).doNothing()).execute();
}

/** The money went back before anybody decided. */
export async function withdrawReview(trx: Db, ctx: Ctx, held: { id: string }): Promise<void> {
  await trx.updateTable("gateway_review").set({ state: "dismissed", resolved_at: ctx.now })
    .where("gateway_payment_id", "=", held.id).where("cause", "=", "payment").where("state", "=", "open")
    .execute();
}
