import { z } from "zod";
import { cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Flag, Id, PAGE } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { invalid } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { actingBranch, shopCurrency } from "./commands.ts";
import { rowKey } from "./purchase.ts";
import {
  addPurchaseLine,
  closePurchase,
  fillPurchase,
  receivePurchase,
  savePurchase,
  startPurchase,
} from "./purchase_commands.ts";
import {
  arrivalsFrom,
  byPosition,
  FillingIn,
  LineIn,
  NewPurchaseIn,
  Purchase,
  purchaseAsIn,
  PurchaseIn,
  purchaseTold,
  ReceiptIn,
  requireLines,
  Shortage,
  shortageTold,
} from "./purchase_json.ts";
import { getPurchase, linesOfPurchases, listPurchases, partsToReplenish } from "./purchase_queries.ts";

const tag = "purchases";
const PURCHASES = "purchases";
const SHORTAGES = "shortages";
const params = z.object({ id: Id });
const answer = { text: "The purchase as it is now", schema: Purchase };
const made = { statuses: [201], answer: { text: "The purchase", schema: Purchase } };

/** What the token's branch buys. */
export const purchaseOperations: readonly Operation[] = [
  operation({
    id: "listPurchases",
    method: "get",
    path: paths.apiPurchases(),
    tag,
    scope: "purchases:read",
    summary: "List the purchases of the token's branch",
    query: z.object({
      ...PAGE,
      open: Flag.default(false).meta({ description: "Only what can still take lines" }),
    }),
    answer: { text: "One page of them, newest first", schema: z.array(Purchase) },
    async handle(ctx, { query: { cursor, limit, open } }) {
      const [after] = cursorNumbers(PURCHASES, cursor, { count: 1 }) ?? [];
      const { rows, next } = await listPurchases(ctx, actingBranch(ctx), after, { limit, open });
      const lines = Map.groupBy(
        await linesOfPurchases(ctx, rows.map(({ id }) => id)),
        ({ list_id }) => list_id,
      );
      const body = rows.map((row) => purchaseTold({ ...row, lines: lines.get(row.id) ?? [] }));
      return { body, next: next === null ? null : cursorText(PURCHASES, [next]) };
    },
  }),
  operation({
    id: "startPurchase",
    method: "post",
    path: paths.apiPurchases(),
    tag,
    scope: "purchases:write",
    summary: "Begin a purchase",
    body: NewPurchaseIn,
    example: { supplier: "Distribuidora Norte" },
    ...made,
    async handle(ctx, { body, key }) {
      const { id } = await startPurchase(ctx, { ...body, form_key: key });
      return { ...await reply(ctx, id), location: paths.apiPurchase(id) };
    },
  }),
  operation({
    id: "getPurchase",
    method: "get",
    path: paths.apiPurchase("{id}"),
    tag,
    scope: "purchases:read",
    summary: "Read a purchase",
    params,
    answer: { text: "The purchase", schema: Purchase },
    handle: (ctx, { params: { id } }) => reply(ctx, id),
  }),
  operation({
    id: "updatePurchase",
    method: "patch",
    path: paths.apiPurchase("{id}"),
    tag,
    scope: "purchases:write",
    summary: "Change what a purchase orders, or mark it as ordered",
    params,
    body: PurchaseIn,
    names: { quantity: "ordered_thousandths" },
    example: { ordered: true },
    answer,
    refuses: ["conflict"],
    merge: {
      stale: "purchase_changed",
      async onto(ctx, { id }) {
        const row = await getPurchase(ctx, id, actingBranch(ctx));
        return { value: purchaseAsIn(row), version: row.version };
      },
    },
    async handle(ctx, { params: { id }, body: { supplier, note, ordered, lines }, version }) {
      const row = await getPurchase(ctx, id, actingBranch(ctx));
      if (!ordered && row.ordered_at !== null) throw invalid({ ordered: { code: "purchase_ordered" } });
      requireLines(row, lines);
      const edit = {
        supplier,
        note,
        act: ordered ? "order" as const : "save" as const,
        lines: Object.fromEntries(
          lines.map(({ id, ordered_thousandths: quantity }) => [rowKey(id), { quantity }]),
        ),
        version,
      };
      await byPosition(lines, savePurchase(ctx, id, edit));
      return await reply(ctx, id);
    },
  }),
  operation({
    id: "addPurchaseLine",
    method: "post",
    path: paths.apiPurchaseLines("{id}"),
    tag,
    scope: "purchases:write",
    summary: "Add a part to a purchase",
    params,
    body: LineIn,
    names: { quantity: "quantity_thousandths" },
    example: { code: "PAN-A54", quantity_thousandths: 2_000 },
    ...made,
    async handle(ctx, { params: { id }, body: { code, quantity_thousandths: quantity }, key }) {
      await addPurchaseLine(ctx, id, { code, quantity, form_key: key });
      return await reply(ctx, id);
    },
  }),
  operation({
    id: "receivePurchase",
    method: "post",
    path: paths.apiPurchaseReceipts("{id}"),
    tag,
    scope: "purchases:write",
    summary: "Take in what arrived of a purchase, all of it or nothing",
    description: "When nothing more is to come, it closes by itself.",
    params,
    body: ReceiptIn,
    names: { quantity: "quantity_thousandths" },
    example: { lines: [{ id: "01935f5a-7c00-7000-8000-000000000001", quantity_thousandths: 2_000 }] },
    ...made,
    async handle(ctx, { params: { id }, body: { lines: arrived, print_labels: labels }, key }) {
      const row = await getPurchase(ctx, id, actingBranch(ctx));
      const lines = arrivalsFrom(row, arrived, shopCurrency(ctx));
      await byPosition(arrived, receivePurchase(ctx, id, { lines, labels, form_key: key }));
      return await reply(ctx, id);
    },
  }),
  operation({
    id: "closePurchase",
    method: "post",
    path: paths.apiPurchaseEnd("{id}"),
    tag,
    scope: "purchases:write",
    summary: "Close a purchase: what is still missing is no longer expected",
    params,
    answer,
    async handle(ctx, { params: { id } }) {
      await closePurchase(ctx, id);
      return await reply(ctx, id);
    },
  }),
  operation({
    id: "listShortages",
    method: "get",
    path: paths.apiReplenish(),
    tag,
    scope: "purchases:read",
    summary: "List what the token's branch has too few of",
    query: z.object(PAGE),
    answer: { text: "One page of parts, by name", schema: z.array(Shortage) },
    async handle(ctx, { query: { cursor, limit } }) {
      const [after] = cursorNumbers(SHORTAGES, cursor, { count: 1 }) ?? [];
      const { rows, more } = await partsToReplenish(ctx, actingBranch(ctx), { after, limit });
      const last = rows.at(-1);
      return { body: rows.map(shortageTold), next: more && last ? cursorText(SHORTAGES, [last.seq]) : null };
    },
  }),
  operation({
    id: "fillPurchase",
    method: "post",
    path: paths.apiReplenish(),
    tag,
    scope: "purchases:write",
    summary: "Put parts into a purchase, or into a new one",
    description: "What it orders already is ordered more of; half a piece counts as a whole one.",
    body: FillingIn,
    example: {
      parts: [{ part_id: "01935f5a-7c00-7000-8000-000000000001", quantity_thousandths: 3_000 }],
      supplier: "Distribuidora Norte",
    },
    refuses: ["not_found"],
    ...made,
    async handle(ctx, { body: { parts, purchase_id = "", supplier }, key }) {
      const wanted = parts.map(({ part_id: partId, quantity_thousandths: quantity }) => ({
        partId,
        quantity,
      }));
      const { id } = await fillPurchase(ctx, { parts: wanted, purchase_id, supplier, form_key: key });
      return { ...await reply(ctx, id), location: paths.apiPurchase(id) };
    },
  }),
];

async function reply(ctx: Ctx, id: string) {
  const row = await getPurchase(ctx, id, actingBranch(ctx));
  return { body: purchaseTold(row), version: row.version };
}
