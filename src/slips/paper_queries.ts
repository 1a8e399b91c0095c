import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { ReceiptShop } from "../intakes/receipt.ts";
import { receiptShop } from "../intakes/snapshot.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import type { Reading } from "../lib/dates.ts";
import { slipUrl } from "./labels.ts";

/** Slips to be printed on paper, in the shop's language. */
export interface SlipPaper extends Reading {
  shop: ReceiptShop;
  /** When they were reserved, UTC milliseconds. */
  at: number;
  slips: { number: string; url: string }[];
}

/** The slips of a batch that are still unused. @throws AppError not_found, conflict `no_open_slips` */
export async function slipPaper(ctx: Ctx, batchId: string): Promise<SlipPaper> {
  const batch = await ctx.db.selectFrom("slip_batch").select(["branch_id", "created_at"])
    .where("id", "=", batchId).executeTakeFirst();
  if (!batch) throw notFound();
  const slips = await ctx.db.selectFrom("slip").select("number").where("batch_id", "=", batchId)
    .where("state", "=", "open").orderBy("seq").execute();
  if (slips.length === 0) throw conflict("no_open_slips");
  const branch = branchOf(ctx.shop, batch.branch_id);
  return {
    locale: ctx.shop.organization?.locale ?? "es",
    timeZone: branch.timeZone,
    shop: receiptShop(ctx.shop, branch),
    at: batch.created_at,
    slips: slips.map(({ number }) => ({ number, url: slipUrl(ctx, number) })),
  };
}
