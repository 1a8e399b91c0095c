import { type Expansion, expansion } from "../api/expand.ts";
import { OrderSummary, orderSummary } from "./json.ts";
import { ordersNumbered } from "./related_queries.ts";

/** The order of what belongs to one. */
export const THEIR_ORDER: Record<"order", Expansion<{ order_number: string }>> = {
  order: expansion({
    scope: "orders:read",
    schema: OrderSummary.nullable(),
    async of(ctx, rows: readonly { order_number: string }[]) {
      const orders = await ordersNumbered(ctx, rows.map((row) => row.order_number));
      const told = new Map(orders.map((order) => [order.number, orderSummary(order)]));
      return rows.map((row) => told.get(row.order_number) ?? null);
    },
  }),
};
