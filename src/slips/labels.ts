import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { requestLooseLabel } from "../printing/loose_label_commands.ts";
import type { LabelDataOf } from "../printing/templates.ts";

export interface SlipLabels {
  batchId: string;
  branchId: string;
  /** One click, one key: each slip's own is made from it. */
  idemKey: string;
  /** Null for the printers that the branch's matrix names. */
  printerId: string | null;
}

/**
 * Queues a label of each open slip of a batch, in the caller's transaction; answers how many slips. @throws AppError not_found,
 * conflict `no_open_slips`, `no_printer`
 */
export async function requestSlipLabels(trx: Db, ctx: Ctx, wish: SlipLabels): Promise<number> {
  const { batchId, branchId, idemKey, printerId } = wish;
  const slips = await trx.selectFrom("slip").select(["id", "number"]).where("batch_id", "=", batchId)
    .where("state", "=", "open").orderBy("seq").execute();
  if (slips.length === 0) throw conflict("no_open_slips");
  for (const { id, number } of slips) {
    const made = await requestLooseLabel(trx, ctx, {
      branchId,
      label: { template: "slip", data: slipLabel(ctx, branchId, number), title: number },
      idemKey: `slip:${idemKey}:${number}`,
      printerId,
      slipId: id,
    });
    if (made.length === 0) throw conflict("no_printer");
  }
  return slips.length;
}

/** What stands on a slip's label. */
export function slipLabel(ctx: Ctx, branchId: string, number: string): LabelDataOf["slip"] {
  return {
    number,
    shop: ctx.shop.organization?.name ?? branchOf(ctx.shop, branchId).name,
    locale: ctx.shop.organization?.locale ?? "es",
    url: slipUrl(ctx, number),
  };
}

/** What the QR of a slip opens: the intake while it is open, its order afterwards. */
export function slipUrl({ baseUrl }: Ctx, number: string): string {
  return baseUrl + paths.slip(number);
}
