import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id, InstantIn } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { invalid } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { params } from "./api.ts";
import { OrderPast, pastTold } from "./past_json.ts";
import { orderPast } from "./past_queries.ts";

const PastQuery = z.object({
  at: InstantIn.optional().meta({ description: "A moment that has been; goes without `event`" }),
  event: Id.optional().meta({ description: "Right after this event of its history; goes without `at`" }),
});

/** What an order was before it became what it is. */
export const orderPastOperations: readonly Operation[] = [
  operation({
    id: "getOrderPast",
    method: "get",
    path: paths.apiOrderPast("{number}"),
    tag: "orders",
    scope: "orders:read",
    summary: "Read an order as it was at a moment",
    description:
      "At an instant, or right after an event of `listOrderEvents`: now without either. 404 before there was such an order.",
    params,
    query: PastQuery,
    answer: { text: "The order as it was", schema: OrderPast },
    async handle(ctx, { params: { number }, query }) {
      return { body: pastTold(ctx, await orderPast(ctx, number, momentOf(ctx, query))) };
    },
  }),
];

/** @throws AppError invalid */
function momentOf({ now }: Ctx, { at, event }: z.output<typeof PastQuery>) {
  if (at !== undefined && event !== undefined) throw invalid({ at: { code: "at_or_event" } });
  if (event !== undefined) return { event };
  if (at === undefined) return { at: now };
  if (at > now) throw invalid({ at: { code: "date_future" } });
  return { at };
}
