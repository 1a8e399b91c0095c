import { z } from "zod";
import { readingOf } from "../api/asked.ts";
import { cursorKey, cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Flag, Id, minorOf, PAGE } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { cashSessionPaper } from "../documents/cash_session_paper.ts";
import { renderPaper } from "../documents/paper.ts";
import { requireScope } from "../http/bearer.ts";
import { notFound } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { printCashSession } from "../printing/cash_commands.ts";
import { closeTill, countCash, moveCash, openTill } from "./commands.ts";
import {
  CashEntry,
  CashSession,
  CashSessionSummary,
  ClosingIn,
  countFrom,
  CountIn,
  entryTold,
  movementFrom,
  MovementIn,
  OpeningIn,
  sessionSummary,
  sessionTold,
} from "./json.ts";
import { entryPage, getSession, listSessions } from "./queries.ts";
import { cashSessionFacts } from "./session_facts.ts";

const tag = "cash";
const LIST = "cash sessions";
const params = z.object({ id: Id });
const answer = { text: "The session as it is now", schema: CashSession };

/** Tills from their opening to a counted closing: a program keeps that of the user who answers for it. */
export const cashSessionOperations: readonly Operation[] = [
  operation({
    id: "listCashSessions",
    method: "get",
    path: paths.apiCashSessions(),
    tag,
    scope: "cash:read",
    summary: "List the sessions of the tills",
    description: "Those of the user who answers for the token; with the scope `cash:manage` everybody's.",
    query: z.object({
      ...PAGE,
      branch_id: Id.optional(),
      user_id: Id.optional().meta({ description: "Whose; with the scope cash:manage" }),
      open: Flag.default(false).meta({ description: "Only what is open now" }),
    }),
    answer: { text: "One page of them, newest first", schema: z.array(CashSessionSummary) },
    async handle(ctx, { query: { cursor, limit, branch_id, user_id, open } }) {
      if (user_id !== undefined) requireScope(ctx.actor, "cash:manage");
      const [desde] = cursorNumbers(LIST, cursor, { count: 1 }) ?? [];
      const filter = { sucursal: branch_id ?? "", persona: user_id ?? "", desde, open };
      const { rows, next } = await listSessions(ctx, filter, limit);
      return { body: rows.map(sessionSummary), next: next === null ? null : cursorText(LIST, [next]) };
    },
  }),
  operation({
    id: "openCashSession",
    method: "post",
    path: paths.apiCashSessions(),
    tag,
    scope: "cash:write",
    summary: "Open a till of the token's branch",
    description: "For the user who answers for the token, who has one open at most.",
    body: OpeningIn,
    example: {
      till_id: "01935f5a-7c00-7000-8000-000000000001",
      float: { amount_minor: 500_000, currency: "ARS" },
    },
    statuses: [201],
    answer: { text: "The session", schema: CashSession },
    async handle(ctx, { body: { till_id, float }, key }) {
      const minor = minorOf(float, { of: readingOf(ctx).currency, field: "float" });
      await openTill(ctx, { till_id, float: minor, form_key: key });
      return { ...await reply(ctx, key), location: paths.apiCashSession(key) };
    },
  }),
  operation({
    id: "getCashSession",
    method: "get",
    path: paths.apiCashSession("{id}"),
    tag,
    scope: "cash:read",
    summary: "Read a session with its counts",
    description: "What there should be is told with a count, never before it.",
    params,
    answer: { text: "The session", schema: CashSession },
    handle: (ctx, { params: { id } }) => reply(ctx, id),
  }),
  operation({
    id: "listCashEntries",
    method: "get",
    path: paths.apiCashEntries("{id}"),
    tag,
    scope: "cash:read",
    summary: "List what went into a till and out of it",
    params,
    query: z.object(PAGE),
    answer: { text: "One page of its entries, newest first", schema: z.array(CashEntry) },
    async handle(ctx, { params: { id }, query: { cursor, limit } }) {
      const before = cursorKey("cash entries", cursor);
      const { currency, rows, next } = await entryPage(ctx, id, { before, limit });
      return {
        body: rows.map((row) => entryTold(row, currency)),
        next: next && cursorText("cash entries", [next.at, next.id]),
      };
    },
  }),
  operation({
    id: "moveCash",
    method: "post",
    path: paths.apiCashEntries("{id}"),
    tag,
    scope: "cash:write",
    summary: "Put cash into the drawer or take it out, for no order",
    params,
    body: MovementIn,
    example: { direction: "out", amount: { amount_minor: 150_000, currency: "ARS" }, reason: "Librería" },
    statuses: [201],
    answer: { text: "The entry", schema: CashEntry },
    async handle(ctx, { params: { id }, body, key }) {
      const { currency } = await getSession(ctx, id);
      await moveCash(ctx, id, movementFrom(body, { of: currency, key }));
      const entry = (await getSession(ctx, id)).entries.find((one) => one.id === key);
      if (!entry) throw notFound();
      return { body: entryTold(entry, currency) };
    },
  }),
  operation({
    id: "countCash",
    method: "post",
    path: paths.apiCashCounts("{id}"),
    tag,
    scope: "cash:write",
    summary: "Count a till; where that is what there should be, it closes",
    description:
      "Cash, and every method that something went by. Otherwise count again, or close it with a note.",
    params,
    body: CountIn,
    example: { counted: { cash: { amount_minor: 500_000, currency: "ARS" } } },
    statuses: [201],
    answer: { text: "The session with the count, closed or not", schema: CashSession },
    async handle(ctx, { params: { id }, body, key }) {
      const { currency } = await getSession(ctx, id);
      await countCash(ctx, id, countFrom(body, { of: currency, key }));
      return await reply(ctx, id);
    },
  }),
  operation({
    id: "closeCashSession",
    method: "post",
    path: paths.apiCashClosing("{id}"),
    tag,
    scope: "cash:write",
    summary: "Close a till with the difference of its last count",
    params,
    body: ClosingIn,
    names: { count: "count_id" },
    example: { count_id: "01935f5a-7c00-7000-8000-000000000001", note: "Vuelto mal dado" },
    answer,
    async handle(ctx, { params: { id }, body: { count_id: count, note } }) {
      await closeTill(ctx, id, { count, note });
      return await reply(ctx, id);
    },
  }),
  operation({
    id: "getCashSessionReport",
    method: "get",
    path: paths.apiCashReport("{id}"),
    tag,
    scope: "cash:read",
    summary: "Read the report of a session on the shop's paper",
    params,
    query: z.object({
      format: z.enum(["a4", "80mm"], { error: "invalid" }).default("a4").meta({
        description: "Of the paper",
      }),
    }),
    answer: { text: "The document", file: ["application/pdf"] },
    async handle(ctx, { params: { id }, query: { format } }) {
      const facts = cashSessionFacts(ctx, await getSession(ctx, id, { allEntries: true }));
      const bytes = await renderPaper(cashSessionPaper(facts), { format, pictures: ctx.files.read });
      const name = `caja-${facts.branchCode}-${id.slice(0, 13)}.pdf`;
      return { bytes, type: "application/pdf", name };
    },
  }),
  operation({
    id: "printCashSession",
    method: "post",
    path: paths.apiCashPrint("{id}"),
    tag,
    scope: "cash:write",
    summary: "Print the report of a closed session at its branch",
    params,
    answer,
    async handle(ctx, { params: { id }, key }) {
      await printCashSession(ctx, id, { idemKey: `cash:${id}:${key}` });
      return await reply(ctx, id);
    },
  }),
];

async function reply(ctx: Ctx, id: string) {
  return { body: sessionTold(await getSession(ctx, id)) };
}
