import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id } from "../api/shapes.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import { params } from "../orders/api.ts";
import { readOrder } from "../orders/queries.ts";
import { paths } from "../paths.ts";
import { addPart, chargePart, movePart } from "./order_part_commands.ts";
import { AddedPartIn, OrderPart, orderPartTold, PartMoveIn } from "./order_part_json.ts";
import { orderParts } from "./order_part_queries.ts";

const tag = "orders";
const one = params.extend({ part: Id });
const names = { quantity: "quantity_thousandths" };
const answer = { text: "The part as the order has it now", schema: OrderPart };

/** What an order plans, reserves, uses and gives back, as its page does it. */
export const orderPartOperations: readonly Operation[] = [
  operation({
    id: "listOrderParts",
    method: "get",
    path: paths.apiOrderParts("{number}"),
    tag,
    scope: "parts:read",
    summary: "List the parts of an order",
    params,
    answer: { text: "Its parts, in the order in which they came to it", schema: z.array(OrderPart) },
    async handle(ctx, { params: { number } }) {
      return { body: await partsOf(ctx, number) };
    },
  }),
  operation({
    id: "addOrderPart",
    method: "post",
    path: paths.apiOrderParts("{number}"),
    tag,
    scope: "parts:write",
    summary: "Add a part to an order",
    description: "Planned until the client has agreed, put aside after that, used at once on the bench.",
    params,
    body: AddedPartIn,
    names,
    example: { code: "PAN-A54", quantity_thousandths: 1_000 },
    statuses: [201],
    answer,
    async handle(ctx, { params: { number }, body, key }) {
      const { quantity_thousandths: quantity, part_id = "", ...rest } = body;
      const added = await addPart(ctx, number, { ...rest, part_id, quantity, form_key: key });
      return { body: await partOf(ctx, number, added?.partId ?? part_id) };
    },
  }),
  operation({
    id: "moveOrderPart",
    method: "post",
    path: paths.apiOrderPartMoves("{number}", "{part}"),
    tag,
    scope: "parts:write",
    summary: "Use, reserve, give back, scrap or let go a part of an order",
    params: one,
    body: PartMoveIn,
    names,
    example: { kind: "use", quantity_thousandths: 1_000 },
    answer: {
      text: "The part as the order has it now; empty once it was let go",
      schema: OrderPart.partial(),
    },
    async handle(ctx, { params: { number, part }, body, key }) {
      if (body.charge) requirePermission(ctx.actor, "payments.record");
      const { quantity_thousandths: quantity, reason = "", ...rest } = body;
      await movePart(ctx, number, part, { ...rest, reason, quantity, form_key: key });
      return { body: (await partsOf(ctx, number)).find(({ part_id }) => part_id === part) ?? {} };
    },
  }),
  operation({
    id: "chargeOrderPart",
    method: "post",
    path: paths.apiOrderPartCharge("{number}", "{part}"),
    tag,
    scope: "payments:write",
    summary: "Bill what was used of a part beyond the plan",
    params: one,
    answer,
    async handle(ctx, { params: { number, part }, key }) {
      await chargePart(ctx, number, part, key);
      return { body: await partOf(ctx, number, part) };
    },
  }),
];

/** @throws AppError not_found */
async function partsOf(ctx: Ctx, number: string): Promise<z.input<typeof OrderPart>[]> {
  const { id } = await readOrder(ctx, number);
  return (await orderParts(ctx, id)).map(orderPartTold);
}

async function partOf(ctx: Ctx, number: string, partId: string): Promise<z.input<typeof OrderPart>> {
  const found = (await partsOf(ctx, number)).find(({ part_id }) => part_id === partId);
  if (!found) throw notFound();
  return found;
}
