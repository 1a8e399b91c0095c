import { z } from "zod";
import { bulkOperation } from "../api/bulk.ts";
import { cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Flag, Id, minorOf, PAGE, Search, whole } from "../api/shapes.ts";
import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { DraftReception, newOrderInput } from "../intakes/order_input.ts";
import { receiveDraft, takeIn } from "../intakes/program_commands.ts";
import { AppError, invalid } from "../lib/app_error.ts";
import { ORDER_EXPANSIONS } from "./expansions.ts";
import { paths } from "../paths.ts";
import { editOrder } from "./commands.ts";
import { Order, orderAsIn, OrderIn, OrderNumber, OrderSummary, orderSummary, orderTold } from "./json.ts";
import { listOrdersWithKeys } from "./list.ts";
import { EVERYTHING, LIST_SORTS, type ListFilter } from "./list_filter.ts";
import { orderDetail, readOrder } from "./queries.ts";
import { ORDER_STATUSES, STATUS_GROUPS } from "./status.ts";

const tag = "orders";
export const params = z.object({ number: OrderNumber });
const example: z.input<ReturnType<typeof newOrderInput>> = {
  client: { name: "Marta Núñez", contacts: [{ kind: "whatsapp", value: "11 4000 1234" }] },
  device: { category: "phone", brand: "Samsung", model: "Galaxy A54", serial: "R58N12ABCDE" },
  fault: "No carga",
  accessories: ["Funda"],
  signature_name: "Marta Núñez",
};
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
    expand: ORDER_EXPANSIONS,
    async handle(ctx, { query }) {
      const filter = filterOf(query);
      const { rows, next } = await listOrdersWithKeys(ctx, filter, query.limit);
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
    expand: ORDER_EXPANSIONS,
    async handle(ctx, { params: { number } }) {
      return await orderReply(ctx, number);
    },
  }),
  operation({
    id: "createOrder",
    method: "post",
    path: paths.apiOrders(),
    tag,
    scope: "orders:write",
    summary: "Take in or announce a device",
    description:
      "By the rules of the counter: it gets its number, its label and its tracking link, and the client is told.",
    body: newOrderInput,
    example,
    statuses: [201],
    answer: { text: "The order", schema: Order },
    async handle(ctx, { body, key }) {
      const number = await takeIn(ctx, body, key);
      return { ...await orderReply(ctx, number), location: paths.apiOrder(number) };
    },
  }),
  bulkOperation({
    id: "createOrders",
    path: paths.apiOrdersInBulk(),
    tag,
    scope: "orders:write",
    summary: "Take in or announce up to a hundred devices",
    item: newOrderInput,
    example,
    made: Order,
    make: async (ctx, item, key) => await orderOf(ctx, await takeIn(ctx, item, key)),
  }),
  operation({
    id: "receiveOrder",
    method: "post",
    path: paths.apiOrderReception("{number}"),
    tag,
    scope: "orders:write",
    summary: "Receive an announced device",
    description:
      "By the rules of the counter, into the order that it has; what is left out stays as it was announced.",
    params,
    body: DraftReception,
    example: { condition: "Pantalla rayada", accessories: ["Funda"], signature_name: "Marta Núñez" },
    answer: { text: "The order as it is now", schema: Order },
    async handle(ctx, { params: { number }, body, key }) {
      await receiveDraft(ctx, number, { wish: body, key });
      return await orderReply(ctx, number);
    },
  }),
  operation({
    id: "updateOrder",
    method: "patch",
    path: paths.apiOrder("{number}"),
    tag,
    scope: "orders:write",
    summary: "Change what was written at the counter",
    params,
    body: OrderIn,
    example: { priority: "high" },
    answer: { text: "The order as it is now", schema: Order },
    refuses: ["conflict"],
    merge: {
      stale: "order_changed",
      async onto(ctx, { number }) {
        const detail = await orderDetail(ctx, number);
        return { value: orderAsIn(detail), version: detail.order.version };
      },
    },
    async handle(ctx, { params: { number }, body, version }) {
      const { currency, preauthorised_minor } = await readOrder(ctx, number);
      const preauthorised = body.preauthorised &&
        minorOf(body.preauthorised, { of: currency, field: "preauthorised" });
      if (preauthorised !== preauthorised_minor && !actorMay(ctx.actor, "payments.record")) {
        throw new AppError("forbidden", { reason: "price_not_yours" });
      }
      await editOrder(ctx, number, { ...body, preauthorised, version });
      return await orderReply(ctx, number);
    },
  }),
];

/** An order as it is told to this actor, with its version. */
export async function orderReply(
  ctx: Ctx,
  number: string,
): Promise<{ body: z.input<typeof Order>; version: number }> {
  const body = await orderOf(ctx, number);
  return { body, version: body.version };
}

async function orderOf(ctx: Ctx, number: string): Promise<z.input<typeof Order>> {
  return orderTold(await orderDetail(ctx, number), { seesMoney: actorMay(ctx.actor, "payments.read") });
}

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
