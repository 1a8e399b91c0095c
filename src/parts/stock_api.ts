import { z } from "zod";
import { cursorId, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { PAGE } from "../api/shapes.ts";
import { invalid } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { answer, names, params, partReply, tag } from "./api.ts";
import { shopCurrency } from "./commands.ts";
import { costFrom } from "./json.ts";
import { getPart, type PartDetail } from "./queries.ts";
import { countStock, receiveStock, scrapStock } from "./stock_commands.ts";
import { fits, moveTold, StockCountIn, StockMove, StockReceiptIn, StockScrapIn } from "./stock_json.ts";
import { partMoves } from "./stock_queries.ts";

const MOVES = "moves";

/** What comes into the stock of a part, goes out of it, or is found there. */
export const stockOperations: readonly Operation[] = [
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
      return await partReply(ctx, id);
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
      return await partReply(ctx, id);
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
      return await partReply(ctx, id);
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
