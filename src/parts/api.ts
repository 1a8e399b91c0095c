import { z } from "zod";
import { cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, PAGE, Search } from "../api/shapes.ts";
import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { paths } from "../paths.ts";
import { actingBranch, createPart, editPart, shopCurrency } from "./commands.ts";
import { Part, partAsIn, partFrom, PartIn, PartSummary, partSummary, partTold } from "./json.ts";
import { getPart, listParts } from "./queries.ts";

export const tag = "parts";
export const params = z.object({ id: Id });
export const names = {
  quantity: "quantity_thousandths",
  counted: "counted_thousandths",
  minimum: "minimum_thousandths",
};
export const answer = { text: "The part", schema: Part };

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
      return { ...await partReply(ctx, id), location: paths.apiPart(id) };
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
    handle: (ctx, { params: { id } }) => partReply(ctx, id),
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
      return await partReply(ctx, id);
    },
  }),
];

/** A part as it is told to this actor, with its version. */
export async function partReply(ctx: Ctx, id: string) {
  const part = await getPart(ctx, id);
  const seesCosts = actorMay(ctx.actor, "costs.read");
  return { body: partTold(part, { seesCosts }), version: part.version };
}
