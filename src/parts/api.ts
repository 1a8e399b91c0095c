import { z } from "zod";
import { cursorId, cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, PAGE, Search } from "../api/shapes.ts";
import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { invalid } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { actingBranch, createPart, editPart, shopCurrency } from "./commands.ts";
import {
  costFrom,
  fits,
  moveTold,
  Part,
  partAsIn,
  partFrom,
  PartIn,
  PartSummary,
  partSummary,
  partTold,
  StockCountIn,
  StockMove,
  StockReceiptIn,
  StockScrapIn,
} from "./json.ts";
import { getPart, listParts, type PartDetail } from "./queries.ts";
import { countStock, receiveStock, scrapStock } from "./stock_commands.ts";
import { partMoves } from "./stock_queries.ts";

const tag = "parts";
const params = z.object({ id: Id });
const MOVES = "moves";
const names = {
  quantity: "quantity_thousandths",
  counted: "counted_thousandths",
  minimum: "minimum_thousandths",
};
const answer = { text: "The part", schema: Part };

export const partOperations: readonly Operation[] = [
  operation({
    id: "listParts",
    method: "get",
    path: paths.apiParts(),
    tag,
    scope: "parts:read",
    summary: "List the catalogue with the stock of the token's branch",
    query: z.object({
      ...PAGE,
      q: Search.meta({
        description: "Words of the name, SKU, EAN, category and models, accents and case aside; newest first",
      }),
      category: z.string().max(60, { error: "too_long" }).default(""),
      show: z.enum(["active", "low", "inactive"], { error: "invalid" }).default("active").meta({
        description: "`low` for those of which less is left than the branch wants to have",
      }),
      sort: z.enum(["name", "newest"], { error: "invalid" }).default("name").meta({
        description: "With `q` always the newest first",
      }),
    }),
    answer: { text: "One page of parts", schema: z.array(PartSummary) },
    async handle(ctx, { query: { q, category, show, sort, cursor, limit } }) {
      const list = q.trim() === "" ? sort : "search";
      const [after] = cursorNumbers(list, cursor, { count: 1 }) ?? [];
      const { rows, next } = await listParts(
        ctx,
        { q, category, show, sort, after },
        actingBranch(ctx),
        limit,
      );
      return { body: rows.map(partSummary), next: next === null ? null : cursorText(list, [next]) };
    },
  }),
  operation({
    id: "createPart",
    method: "post",
    path: paths.apiParts(),
    tag,
    scope: "parts:write",
    summary: "Add a part to the catalogue",
    body: PartIn,
    names,
    example: {
      sku: "PAN-A54",
      name: "Pantalla Galaxy A54",
      category: "Pantallas",
      price: { amount_minor: 4_500_000, currency: "ARS" },
      models: ["Samsung Galaxy A54"],
      minimum_thousandths: 2_000,
    },
    statuses: [201],
    answer,
    async handle(ctx, { body, key }) {
      const { id } = await createPart(ctx, { ...partFrom(body, shopCurrency(ctx)), form_key: key });
      return { ...await told(ctx, id), location: paths.apiPart(id) };
    },
  }),
  operation({
    id: "getPart",
    method: "get",
    path: paths.apiPart("{id}"),
    tag,
    scope: "parts:read",
    summary: "Read a part",
    params,
    answer,
    refuses: ["not_found"],
    handle: (ctx, { params: { id } }) => told(ctx, id),
  }),
  operation({
    id: "updatePart",
    method: "patch",
    path: paths.apiPart("{id}"),
    tag,
    scope: "parts:write",
    summary: "Change a part",
    params,
    body: PartIn,
    names,
    example: { price: { amount_minor: 4_800_000, currency: "ARS" } },
    answer: { text: "The part as it is now", schema: Part },
    refuses: ["not_found"],
    merge: {
      stale: "part_changed",
      async onto(ctx, { id }) {
        const part = await getPart(ctx, id);
        return { value: partAsIn(part, actingBranch(ctx)), version: part.version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      await editPart(ctx, id, { ...partFrom(body, shopCurrency(ctx)), version });
      return await told(ctx, id);
    },
  }),
  operation({
    id: "listStockMoves",
    method: "get",
    path: paths.apiPartMoves("{id}"),
    tag,
    scope: "parts:read",
    summary: "List the stock moves of a part",
    params,
    query: z.object(PAGE),
    answer: { text: "One page of moves in all branches, newest first", schema: z.array(StockMove) },
    refuses: ["not_found"],
    async handle(ctx, { params: { id }, query: { cursor, limit } }) {
      await getPart(ctx, id);
      const { rows, next } = await partMoves(ctx, id, { before: cursorId(MOVES, cursor), limit });
      return { body: rows.map(moveTold), next: next === null ? null : cursorText(MOVES, [next]) };
    },
  }),
  operation({
    id: "receiveStock",
    method: "post",
    path: paths.apiPartReceipts("{id}"),
    tag,
    scope: "parts:write",
    summary: "Take in pieces of a part at the token's branch",
    params,
    body: StockReceiptIn,
    names,
    example: { quantity_thousandths: 5_000, note: "Remito 0001-00012345" },
    statuses: [201],
    answer,
    refuses: ["not_found"],
    async handle(ctx, { params: { id }, body, key }) {
      const { note, print_labels: labels } = body;
      const cost = costFrom(body.cost, shopCurrency(ctx));
      const { quantity, serials } = counted(await getPart(ctx, id), {
        field: "quantity_thousandths",
        quantity: body.quantity_thousandths,
        serials: body.serials,
      });
      await receiveStock(ctx, id, { form_key: key, quantity, serials, cost, note, labels });
      return await told(ctx, id);
    },
  }),
  operation({
    id: "countStock",
    method: "post",
    path: paths.apiPartCounts("{id}"),
    tag,
    scope: "parts:write",
    summary: "Make the stock of the token's branch what was counted",
    params,
    body: StockCountIn,
    names,
    example: { counted_thousandths: 4_000, seen_thousandths: 5_000, note: "Recuento de noviembre" },
    statuses: [201],
    answer,
    refuses: ["not_found"],
    async handle(ctx, { params: { id }, body, key }) {
      const { quantity, serials } = counted(await getPart(ctx, id), {
        field: "counted_thousandths",
        quantity: body.counted_thousandths,
        serials: body.serials,
      });
      const { seen_thousandths: seen, note } = body;
      await countStock(ctx, id, { form_key: key, counted: quantity, serials, seen, note });
      return await told(ctx, id);
    },
  }),
  operation({
    id: "scrapStock",
    method: "post",
    path: paths.apiPartScraps("{id}"),
    tag,
    scope: "parts:write",
    summary: "Write off pieces at the token's branch",
    params,
    body: StockScrapIn,
    names,
    example: { quantity_thousandths: 1_000, reason: "broken_by_us", note: "Se cayó" },
    statuses: [201],
    answer,
    refuses: ["not_found"],
    async handle(ctx, { params: { id }, body, key }) {
      const { quantity, serials } = counted(await getPart(ctx, id), {
        field: "quantity_thousandths",
        quantity: body.quantity_thousandths,
        serials: body.serial === undefined ? undefined : [body.serial],
        serialsField: "serial",
      });
      const { reason, note } = body;
      await scrapStock(ctx, id, { form_key: key, quantity, serial: serials?.[0] ?? null, reason, note });
      return await told(ctx, id);
    },
  }),
];

interface Counted {
  field: string;
  quantity: number | undefined;
  serials: readonly string[] | undefined;
  serialsField?: string;
}

/** Serials for pieces that have them, a quantity for others. @throws AppError invalid for the other one, or for half a piece */
function counted(
  part: PartDetail,
  { field, quantity, serials, serialsField = "serials" }: Counted,
): { quantity: null; serials: string[] } | { quantity: number; serials: null } {
  const [wanted, other] = part.serialised === 1 ? [serialsField, field] : [field, serialsField];
  const [given, extra] = part.serialised === 1 ? [serials, quantity] : [quantity, serials];
  if (extra !== undefined) throw invalid({ [other]: { code: `part_counted_by`, params: { field: wanted } } });
  if (given === undefined) throw invalid({ [wanted]: { code: "required" } });
  if (!fits(quantity, part.unit)) throw invalid({ [field]: { code: "whole_pieces" } });
  if (serials !== undefined) return { quantity: null, serials: [...new Set(serials)] };
  return { quantity: quantity ?? 0, serials: null };
}

async function told(ctx: Ctx, id: string) {
  const part = await getPart(ctx, id);
  const seesCosts = actorMay(ctx.actor, "costs.read");
  return { body: partTold(part, { seesCosts }), version: part.version };
}
