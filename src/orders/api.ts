import { z } from "zod";
import { cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Flag, Id, PAGE, Search, whole } from "../api/shapes.ts";
import { actorMay } from "../auth/permissions.ts";
import { invalid } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { Order, OrderNumber, OrderSummary, orderSummary, orderTold } from "./json.ts";
import { listOrders } from "./list.ts";
import { EVERYTHING, LIST_SORTS, type ListFilter } from "./list_filter.ts";
import { orderDetail } from "./queries.ts";
import { ORDER_STATUSES, STATUS_GROUPS } from "./status.ts";

const tag = "orders";
const params = z.object({ number: OrderNumber });
const Day = z.iso.date({ error: "date" }).optional();

const OrderQuery = z.object({
  ...PAGE,
  q: Search,
  status: z.enum(ORDER_STATUSES, { error: "invalid" }).optional(),
  group: z.enum([...STATUS_GROUPS, "open"], { error: "invalid" }).optional(),
  technician_id: z.union([Id, z.literal("none")], { error: "invalid" }).optional().meta({
    description: "`none` for orders that nobody has",
  }),
  branch_id: Id.optional(),
  received_from: Day.meta({ description: "Day of the branch" }),
  received_to: Day.meta({ description: "Day of the branch" }),
  overdue: Flag.default(false),
  claims: Flag.default(false).meta({ description: "Those that claim the warranty of another order" }),
  untouched_days: whole(1, 365).optional().meta({
    description: "Open ones that nobody has touched for so long",
  }),
  sort: z.enum(LIST_SORTS, { error: "invalid" }).default("newest").meta({
    description: "The last two are of open orders alone, and go with neither `q` nor a day",
  }),
});

export const orderOperations: readonly Operation[] = [
  operation({
    id: "listOrders",
    method: "get",
    path: paths.apiOrders(),
    tag,
    scope: "orders:read",
    summary: "List orders",
    query: OrderQuery,
    answer: { text: "One page of orders", schema: z.array(OrderSummary) },
    async handle(ctx, { query }) {
      const filter = filterOf(query);
      const { rows, next } = await listOrders(ctx, filter, query.limit);
      const last = next && (next.value === null ? [next.seq] : [next.value, next.seq]);
      return { body: rows.map(orderSummary), next: last && cursorText(listName(filter), last) };
    },
  }),
  operation({
    id: "getOrder",
    method: "get",
    path: paths.apiOrder("{number}"),
    tag,
    scope: "orders:read",
    summary: "Read an order",
    params,
    answer: { text: "The order", schema: Order },
    refuses: ["not_found"],
    async handle(ctx, { params: { number } }) {
      const detail = await orderDetail(ctx, number);
      const seesMoney = actorMay(ctx.actor, "payments.read");
      return { body: orderTold(detail, { seesMoney }), version: detail.order.version };
    },
  }),
];

function filterOf(query: z.output<typeof OrderQuery>): ListFilter {
  const { q, received_from: from = null, received_to: to = null, sort } = query;
  if (sort !== "newest" && (q.trim() !== "" || from || to)) {
    throw invalid({ sort: { code: "sort_with_search" } });
  }
  const filter: ListFilter = {
    ...EVERYTHING,
    q,
    from,
    to,
    sort,
    status: query.status ?? null,
    group: query.status ? null : query.group ?? null,
    technician: query.technician_id ?? null,
    branch: query.branch_id ?? null,
    overdue: query.overdue,
    claims: query.claims,
    stale: query.untouched_days ?? null,
  };
  const list = listName(filter);
  const numbers = cursorNumbers(list, query.cursor, {
    count: list === "newest" || list === "search" ? 1 : 2,
  });
  const [first = 0, second] = numbers ?? [];
  const cursor = second === undefined ? { value: null, seq: first } : { value: first, seq: second };
  return { ...filter, cursor: numbers && cursor };
}

/** What the list is sorted by, and so what its cursor holds. */
function listName({ q, from, to, sort, stale, overdue }: ListFilter): string {
  if (q.trim() !== "") return "search";
  if (from || to) return "day";
  if (sort !== "newest") return sort;
  if (stale !== null) return "oldest";
  return overdue ? "overdue" : "newest";
}
