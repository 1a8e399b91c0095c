import { z } from "zod";
import { branchOf } from "../../admin/shop.ts";
import { mendStock, stockDifferences } from "../../parts/stock_check.ts";
import { command } from "../command.ts";

export const checkStock = command(z.object({ mend: z.boolean().default(false) }), async (ctx, { mend }) => {
  const wrong = await stockDifferences(ctx.db);
  const mended = mend ? await mendStock(ctx, wrong) : [];
  return {
    differences: wrong.map(({ sku, branchId, cached, moved, aside, pieces }) =>
      `${sku} at ${branchOf(ctx.shop, branchId).code}: ${cached.onHand / 1000} on hand and ${
        cached.reserved / 1000
      } reserved, moves come to ${moved.onHand / 1000} and ${moved.reserved / 1000}, orders hold ${
        aside / 1000
      }${pieces === null ? "" : `, pieces with a serial are ${pieces / 1000}`}`
    ),
    mended: mended.length,
  };
});
