import { z } from "zod";
import { command } from "../command.ts";

export const status = command(z.object({}), async (ctx) => {
  const { organization, branches } = ctx.shop;
  const { orders } = await ctx.db.selectFrom("order_count")
    .select((q) => q.fn.coalesce(q.fn.sum<number>("orders"), q.val(0)).as("orders"))
    .executeTakeFirstOrThrow();
  return {
    shop: organization?.name ?? null,
    branches: branches.map(({ code }) => code),
    orders: Number(orders),
    url: ctx.baseUrl,
  };
});
