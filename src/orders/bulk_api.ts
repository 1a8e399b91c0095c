import { z } from "zod";
import { resultOf } from "../api/bulk.ts";
import { keptId } from "../api/kept_id.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Problem } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { type Key, NO_ANSWER } from "../http/idempotency_keys.ts";
import { once } from "../http/once.ts";
import { invalid } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { BULK_ACTS, MOST_AT_ONCE } from "./bulk.ts";
import { deedFor } from "./bulk_commands.ts";
import { previewBulk } from "./bulk_queries.ts";
import { MoveIn, moveOf, OrderNumber, Status } from "./json.ts";
import { ORDER_STATUSES } from "./status.ts";
import { undoMove } from "./undo_commands.ts";

const tag = "orders";
const scope = "orders:write";
const many = { error: "too_many_items" };
const act = z.enum(BULK_ACTS, { error: "required" }).meta({
  description: "`labels` needs the scope print too",
});
const technician_id = Id.nullable().default(null).meta({ description: "Of `assign`; null for nobody" });
const numbers = z.array(OrderNumber).min(1, { error: "required" }).max(MOST_AT_ONCE, many)
  .transform((all) => [...new Set(all)]);

const PreviewIn = z.object({
  act,
  to: z.enum(ORDER_STATUSES, { error: "invalid" }).nullable().default(null).meta({
    description: "Of `move`",
  }),
  technician_id,
  numbers,
});

const ChangeIn = z.object({
  act,
  orders: z.array(z.object({
    number: OrderNumber,
    from: z.enum(ORDER_STATUSES, { error: "invalid" }).meta({
      description: "Where the program believes it to be: a move of one that is elsewhere is refused",
    }),
  })).min(1, { error: "required" }).max(MOST_AT_ONCE, many),
  move: MoveIn.omit({ from: true }).optional().meta({ description: "Of `move`: the same for all of them" }),
  technician_id,
});

const Preview = z.object({
  orders: z.array(z.object({
    number: OrderNumber,
    status: Status,
    client: z.string(),
    device: z.string(),
    technician: z.string().nullable(),
    told_by: z.enum(["email", "whatsapp", "hand", "nobody"]).meta({
      description: "How the client would hear of it",
    }),
    obstacle: z.string().nullable().meta({ description: "Why it would stay as it is" }),
  })).meta({ description: "Those that there are, newest first" }),
  asks: z.array(z.string()).meta({ description: "What the move has to bring for all of them" }),
});

const Results = z.array(z.object({
  number: OrderNumber,
  status: z.int().meta({ description: "As the answer to this order alone would have" }),
  problem: Problem.optional(),
}));
const answer = { text: "What became of each order", schema: Results };
const ABOUT = "Each is a transaction of its own: what one refuses keeps none of the others. " +
  "The same request under the same Idempotency-Key does nothing twice.";

/** The same for many orders at once, as the list and the board do it. */
export const bulkOrderOperations: readonly Operation[] = [
  operation({
    id: "previewOrderChanges",
    method: "post",
    path: paths.apiOrderChangesPreview(),
    tag,
    scope,
    summary: "Look what a change would do to many orders",
    description: "Nothing is done.",
    body: PreviewIn,
    example: { act: "move", to: "on_hold", numbers: ["S01-000052", "S01-000053"] },
    answer: { text: "What would happen to each", schema: Preview },
    async handle(ctx, { body: { act, to, technician_id: technicianId, numbers } }) {
      const { lines, asks } = await previewBulk(ctx, { act, to, technicianId, numbers });
      const orders = lines.map(({ brand, model, told, obstacle, ...line }) => ({
        ...line,
        device: [brand, model].filter((part) => part !== "").join(" "),
        told_by: told.by,
        obstacle: obstacle && (obstacle.detail.reason ?? obstacle.code),
      }));
      return { body: { orders, asks } };
    },
  }),
  operation({
    id: "changeOrders",
    method: "post",
    path: paths.apiOrderChanges(),
    tag,
    scope,
    summary: "Move, assign or label up to a hundred orders",
    description: ABOUT,
    body: ChangeIn,
    example: { act: "assign", orders: [{ number: "S01-000052", from: "received" }], technician_id: null },
    answer,
    inParts: true,
    async handle(ctx, { body: { act, orders, move, technician_id: technicianId }, under }) {
      if (act === "move" && !move) throw invalid({ move: { code: "required" } });
      const distinct = orders.filter((one, at) =>
        orders.findIndex(({ number }) => number === one.number) === at
      );
      const key = await keptId(ctx, under);
      const deed = await deedFor(ctx, {
        act,
        orders: distinct,
        move: move ? moveOf({ ...move, from: undefined }) : null,
        technicianId,
        key,
      });
      return { body: await eachAlone(ctx, { orders: distinct, under, act: deed }) };
    },
  }),
  operation({
    id: "undoMoves",
    method: "post",
    path: paths.apiOrderChangesUndo(),
    tag,
    scope,
    summary: "Take the last moves of many orders back",
    description: `Within half a minute, by the token that made them. ${ABOUT}`,
    body: z.object({ numbers }),
    example: { numbers: ["S01-000052", "S01-000053"] },
    answer,
    inParts: true,
    async handle(ctx, { body, under }) {
      await keptId(ctx, under);
      const orders = body.numbers.map((number) => ({ number }));
      const act = async (ctx: Ctx, { number }: { number: string }) => void await undoMove(ctx, number);
      return { body: await eachAlone(ctx, { orders, under, act }) };
    },
  }),
];

interface Each<Order> {
  orders: readonly Order[];
  under: Key | null;
  act(ctx: Ctx, order: Order): Promise<void>;
}

/** Each in a transaction with the answer that is kept for it. */
async function eachAlone<Order extends { number: string }>(
  ctx: Ctx,
  { orders, under, act }: Each<Order>,
): Promise<z.input<typeof Results>> {
  const results: z.input<typeof Results> = [];
  for (const order of orders) {
    const { number } = order;
    const key = under && { ...under, key: `${under.key}\n${number}` };
    const work = {
      make: (ctx: Ctx) => act(ctx, order),
      told: () => ({ ...NO_ANSWER, status: 200, body: "null" }),
    };
    const { problem } = await resultOf(ctx, () => once(ctx, key, work));
    results.push({ number, status: problem?.status ?? 200, ...problem && { problem } });
  }
  return results;
}
