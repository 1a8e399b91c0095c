import { z } from "zod";
import { cursorKey, cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, InstantIn, PAGE, Search } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { AppError, invalid } from "../lib/app_error.ts";
import { OrderNumber } from "../orders/json.ts";
import { readOrder } from "../orders/queries.ts";
import { THEIR_ORDER } from "../orders/order_expansion.ts";
import { paths } from "../paths.ts";
import { quoteReply, versionOf, versionsOf, versionsWithIds } from "./api_queries.ts";
import { discardQuote, saveQuote, startQuote } from "./draft_commands.ts";
import { readEdited, typingOf } from "./editor_queries.ts";
import { Quote, quoteTold } from "./json.ts";
import { jobLine } from "./job_json.ts";
import { NewQuoteIn, quoteAsIn, quoteFrom, QuoteIn } from "./json_input.ts";
import { listQuoteIds, QUOTE_SORTS, type QuoteFilter } from "./list_queries.ts";
import { MOST_LINES, QUOTE_STATUSES } from "./quote.ts";
import { readTemplate } from "./template_queries.ts";

export const tag = "quotes";
export const params = z.object({ id: Id });
export const answer = { text: "The quote", schema: Quote };
const names = { quantity: "quantity_thousandths" };
const example = {
  lines: [
    {
      description: "Cambio de pantalla",
      unit_price: { amount_minor: 2_500_000, currency: "ARS" },
      tax_rate: 21_000,
    },
  ],
};

const QuoteQuery = z.object({
  ...PAGE,
  order_number: OrderNumber.optional().meta({ description: "Goes without the other parameters" }),
  q: Search.meta({
    description: "Words of their orders (number, client, phone, device, fault), accents and case aside; " +
      "the newest orders first",
  }),
  status: z.enum(QUOTE_STATUSES, { error: "invalid" }).optional().meta({ description: "As they stand now" }),
  client_id: Id.optional(),
  technician_id: z.union([Id, z.literal("none")], { error: "invalid" }).optional().meta({
    description: "Who has the order; `none` for orders that nobody has",
  }),
  branch_id: Id.optional().meta({ description: "Of the order" }),
  since: InstantIn.optional().meta({ description: "Begun then or later" }),
  until: InstantIn.optional().meta({ description: "Begun before then" }),
  sort: z.enum(QUOTE_SORTS, { error: "invalid" }).default("newest").meta({
    description: "By when they were begun; goes without `q`",
  }),
});

export const quoteOperations: readonly Operation[] = [
  operation({
    id: "listQuotes",
    method: "get",
    path: paths.apiQuotes(),
    tag,
    scope: "quotes:read",
    summary: "List quotes",
    description:
      "Of all orders page by page; with `order_number` every version of that order's offer at once.",
    query: QuoteQuery,
    answer: { text: "One page of quotes", schema: z.array(Quote) },
    refuses: ["not_found"],
    expand: THEIR_ORDER,
    async handle(ctx, { query: { order_number: number, ...query } }) {
      if (number !== undefined) {
        return { body: (await ofOrder(ctx, number, query)).map(quoteTold), next: null };
      }
      const filter = filterOf(query);
      const { ids, next } = await listQuoteIds(ctx, filter, query.limit);
      const parts = next && ("seq" in next ? [next.seq, next.revision] : [next.at, next.id]);
      return {
        body: (await versionsWithIds(ctx, ids)).map(quoteTold),
        next: parts && cursorText(listName(filter), parts),
      };
    },
  }),
  operation({
    id: "createQuote",
    method: "post",
    path: paths.apiQuotes(),
    tag,
    scope: "quotes:write",
    summary: "Begin a version of an order's offer",
    description: "A draft, which nobody is shown until it is sent. An order has one draft at a time.",
    body: NewQuoteIn,
    names,
    example: { order_number: "S01-000052", ...example },
    statuses: [201],
    answer,
    refuses: ["not_found", "conflict"],
    async handle(ctx, { body, key: id }) {
      await begin(ctx, body, id);
      return { ...await quoteReply(ctx, id), location: paths.apiQuote(id) };
    },
  }),
  operation({
    id: "getQuote",
    method: "get",
    path: paths.apiQuote("{id}"),
    tag,
    scope: "quotes:read",
    summary: "Read a quote",
    params,
    answer,
    refuses: ["not_found"],
    expand: THEIR_ORDER,
    handle: (ctx, { params: { id } }) => quoteReply(ctx, id),
  }),
  operation({
    id: "updateQuote",
    method: "patch",
    path: paths.apiQuote("{id}"),
    tag,
    scope: "quotes:write",
    summary: "Change a draft",
    params,
    body: QuoteIn,
    names,
    example: { note: "Con repuesto original", ...example },
    answer: { text: "The quote as it is now", schema: Quote },
    refuses: ["not_found", "conflict"],
    merge: {
      stale: "quote_changed",
      async onto(ctx, { id }) {
        const { body, version } = await quoteReply(ctx, id);
        return { value: quoteAsIn(body), version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      const { number } = await versionOf(ctx, id);
      await save(ctx, { number, id, body, version });
      return await quoteReply(ctx, id);
    },
  }),
  operation({
    id: "discardQuote",
    method: "delete",
    path: paths.apiQuote("{id}"),
    tag,
    scope: "quotes:write",
    summary: "Throw a draft away",
    params,
    statuses: [204],
    answer: { text: "It is gone", schema: z.undefined() },
    refuses: ["not_found", "conflict"],
    async handle(ctx, { params: { id } }) {
      const { number, quote } = await versionOf(ctx, id);
      await discardQuote(ctx, number, { quoteId: id, version: quote.version });
      return { body: undefined };
    },
  }),
];

/** A draft with what it begins with, and what is added to that. @throws AppError as the commands do */
async function begin(ctx: Ctx, wish: z.output<typeof NewQuoteIn>, id: string): Promise<void> {
  const { order_number: number, copy_of, planned_parts, job_id, ...own } = wish;
  const job = job_id === undefined ? [] : (await readTemplate(ctx, job_id)).lines;
  if (await startQuote(ctx, number, { form_key: id, from: copy_of ?? "" }) !== id) {
    throw new AppError("conflict", { reason: "quote_draft_exists" });
  }
  const { body: draft } = await quoteReply(ctx, id);
  const begun = copy_of !== undefined || planned_parts ? QuoteIn.parse(quoteAsIn(draft)) : null;
  const { currency } = await readOrder(ctx, number);
  const lines = [...begun?.lines ?? [], ...job.map((line) => jobLine(line, currency)), ...own.lines];
  if (lines.length > MOST_LINES) {
    throw invalid({ lines: { code: "too_long", params: { limit: MOST_LINES } } });
  }
  const body = {
    ...own,
    options: own.options.length > 0 ? own.options : begun?.options ?? [],
    note: own.note || (begun?.note ?? ""),
    lines,
  };
  await save(ctx, { number, id, body, version: draft.version });
}

interface Saving {
  number: string;
  id: string;
  body: z.output<typeof QuoteIn>;
  version: number;
}

async function save(ctx: Ctx, { number, id, body, version }: Saving): Promise<void> {
  const edited = await readEdited(ctx, number, id);
  const { valid_days: validDays, deposit_percent: depositPercent } = edited.quote;
  const input = quoteFrom(body, { ...typingOf(edited, ctx.locale), validDays, depositPercent });
  await saveQuote(ctx, number, { quoteId: id, input: { ...input, version, form_key: id } });
}

type QuoteAsked = Omit<z.output<typeof QuoteQuery>, "order_number">;

/** @throws AppError not_found; invalid for what narrows more than the order does */
async function ofOrder(ctx: Ctx, number: string, { limit: _, sort: __, ...rest }: QuoteAsked) {
  const other = Object.entries(rest).find(([, value]) => value !== undefined && value !== "");
  if (other) throw invalid({ [other[0]]: { code: "without_order" } });
  return await versionsOf(ctx, await readOrder(ctx, number));
}

function filterOf({ cursor, limit: _, ...query }: QuoteAsked): QuoteFilter {
  const { q, sort, client_id: clientId, technician_id: technicianId, branch_id: branchId, ...rest } = query;
  if (sort !== "newest" && q.trim() !== "") throw invalid({ sort: { code: "sort_with_search" } });
  const filter = { ...rest, q, sort, clientId, technicianId, branchId, after: null };
  const list = listName(filter);
  if (q.trim() === "") return { ...filter, after: cursorKey(list, cursor) };
  const [seq, revision = 0] = cursorNumbers(list, cursor, { count: 2 }) ?? [];
  return { ...filter, after: seq === undefined ? null : { seq, revision } };
}

function listName({ q, sort }: Pick<QuoteFilter, "q" | "sort">): string {
  return q.trim() === "" ? sort : "search";
}
