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
 * Queues a label of each open slip of a batch, each in a transaction of its own: a hundred of them in one would keep every counter
 * waiting. What was asked for under the same key is not asked for again. Answers how many slips. @throws AppError not_found,
 * conflict `no_printer`
 */
export async function requestSlipLabels(ctx: Ctx, wish: SlipLabels): Promise<number> {
  const slips = await ctx.db.selectFrom("slip").select(["id", "number"]).where("batch_id", "=", wish.batchId)
    .where("state", "=", "open").orderBy("seq").execute();
  let asked = 0;
  for (const slip of slips) {
    if (await ctx.db.transaction().execute((trx) => requestLabel(trx, ctx, { ...wish, ...slip }))) asked++;
  }
  return asked;
}

async function requestLabel(
  trx: Db,
  ctx: Ctx,
  { id, number, branchId, idemKey, printerId }: SlipLabels & { id: string; number: string },
): Promise<boolean> {
  const open = await trx.selectFrom("slip").select("id").where("id", "=", id).where("state", "=", "open")
    .forUpdate().executeTakeFirst();
  if (!open) return false;
  const made = await requestLooseLabel(trx, ctx, {
    branchId,
    label: { template: "slip", data: slipLabel(ctx, branchId, number), title: number },
    idemKey: `slip:${idemKey}:${number}`,
    printerId,
    slipId: id,
  });
  if (made.length === 0) throw conflict("no_printer");
  return true;
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
