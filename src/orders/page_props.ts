import type { Context } from "hono";
import type { OrderPageProps } from "../../views/orders/page.tsx";
import type { Env } from "../http/env.ts";
import { orderDetail, orderMark, readRepairers } from "./queries.ts";

/** Everything that the page of an order is made from. The mark is read first: what changes meanwhile is shown again. */
export async function orderPageProps(
  c: Context<Env>,
  number: string,
  { allEvents = false } = {},
): Promise<OrderPageProps> {
  const { ctx, viewer } = c.var;
  const mark = await orderMark(ctx, number);
  const [detail, repairers] = await Promise.all([
    orderDetail(ctx, number, { allEvents }),
    readRepairers(ctx),
  ]);
  return {
    viewer,
    detail,
    repairers,
    hours: ctx.shop.settings.status_hours,
    mark,
    formKey: ctx.random.id(ctx.now),
  };
}
