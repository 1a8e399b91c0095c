import { z } from "zod";
import { branchOf } from "../admin/shop.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Search } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { checked } from "../http/json_body.ts";
import { staffOf } from "../intakes/staff.ts";
import { notFound } from "../lib/app_error.ts";
import { hasWords } from "../lib/fold.ts";
import { OrderNumber } from "../orders/json.ts";
import { readOrder } from "../orders/queries.ts";
import { paths } from "../paths.ts";
import { addLoaner, editLoaner, lend, takeBack } from "./commands.ts";
import { LOANER_LISTS } from "./filter.ts";
import { loanInput } from "./input.ts";
import {
  Loaner,
  LoanerDetail,
  LoanerIn,
  loanerInFull,
  loanerTold,
  LoanIn,
  LoanTold,
  loanTold,
  NewLoanerIn,
  ReturnIn,
} from "./json.ts";
import { getLoaner, listLoaners, type LoanerRow, loansOfOrder } from "./queries.ts";

const tag = "loaners";
const params = z.object({ number: OrderNumber });

/** What the shop lends while it repairs. */
export const loanerOperations: readonly Operation[] = [
  operation({
    id: "listLoaners",
    method: "get",
    path: paths.apiLoaners(),
    tag,
    scope: "orders:read",
    permission: "loaners.read",
    summary: "List what a branch lends",
    query: z.object({
      branch_id: Id.optional().meta({ description: "The token's own where it is left out" }),
      show: z.enum(LOANER_LISTS, { error: "invalid" }).default("all"),
      q: Search.meta({ description: "Words of the name and the serial, accents and case aside" }),
      sort: z.enum(["name", "due"], { error: "invalid" }).default("name").meta({
        description: "`due` begins with what has to come back first, and ends with what is not lent",
      }),
    }),
    answer: { text: "All of them", schema: z.array(Loaner) },
    async handle(ctx, { query: { branch_id: branchId = staffOf(ctx).branchId, show, q, sort } }) {
      const rows = (await listLoaners(ctx, branchId, show))
        .filter(({ name, serial }) => hasWords(`${name} ${serial}`, q));
      const sorted = sort === "name" ? rows : rows.toSorted((a, b) => dueOf(a) - dueOf(b));
      return { body: sorted.map((row) => loanerTold(row, ctx.now)) };
    },
  }),
  operation({
    id: "addLoaner",
    method: "post",
    path: paths.apiLoaners(),
    tag,
    scope: "orders:write",
    summary: "Add a device to what the token's branch lends",
    body: NewLoanerIn,
    example: { name: "Moto E13 negro", serial: "ZY22FXK7Q9", condition: "Sin rayas" },
    statuses: [201],
    answer: { text: "The loaner", schema: LoanerDetail },
    async handle(ctx, { body, key }) {
      await addLoaner(ctx, { ...body, form_key: key });
      return { ...await reply(ctx, key), location: paths.apiLoaner(key) };
    },
  }),
  operation({
    id: "getLoaner",
    method: "get",
    path: paths.apiLoaner("{id}"),
    tag,
    scope: "orders:read",
    permission: "loaners.read",
    summary: "Read a loaner with its last loans",
    params: z.object({ id: Id }),
    answer: { text: "The loaner", schema: LoanerDetail },
    handle: (ctx, { params: { id } }) => reply(ctx, id),
  }),
  operation({
    id: "updateLoaner",
    method: "patch",
    path: paths.apiLoaner("{id}"),
    tag,
    scope: "orders:write",
    summary: "Change a loaner, or retire it",
    params: z.object({ id: Id }),
    body: LoanerIn,
    example: { condition: "Esquina golpeada" },
    answer: { text: "The loaner as it is now", schema: LoanerDetail },
    merge: {
      stale: "loaner_changed",
      async onto(ctx, { id }) {
        const { name, serial, condition, active, version } = await getLoaner(ctx, id);
        return { value: { name, serial, condition, active }, version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      await editLoaner(ctx, id, { ...body, version });
      return await reply(ctx, id);
    },
  }),
  operation({
    id: "listLoans",
    method: "get",
    path: paths.apiOrderLoans("{number}"),
    tag,
    scope: "orders:read",
    permission: "loaners.read",
    summary: "List what was lent with an order",
    params,
    answer: { text: "Its loans, oldest first", schema: z.array(LoanTold) },
    async handle(ctx, { params: { number } }) {
      return { body: (await loansOf(ctx, number)).map(loanTold) };
    },
  }),
  operation({
    id: "lend",
    method: "post",
    path: paths.apiOrderLoans("{number}"),
    tag,
    scope: "orders:write",
    summary: "Lend a device to the client of an open order",
    params,
    body: LoanIn,
    example: {
      loaner_id: "01935f5a-7c00-7000-8000-000000000001",
      condition: "Sin rayas",
      agreement: "signed",
      due_on: "2026-12-15",
    },
    statuses: [201],
    answer: { text: "The loan", schema: LoanTold },
    async handle(ctx, { params: { number }, body, key }) {
      const { branch_id } = await readOrder(ctx, number);
      const { timeZone } = branchOf(ctx.shop, branch_id);
      await lend(ctx, number, checked(loanInput({ timeZone, now: ctx.now }), { ...body, form_key: key }));
      return { body: await loanOf(ctx, number, key) };
    },
  }),
  operation({
    id: "takeLoanBack",
    method: "post",
    path: paths.apiOrderLoanReturn("{number}", "{loan}"),
    tag,
    scope: "orders:write",
    summary: "Take a lent device back",
    params: params.extend({ loan: Id }),
    body: ReturnIn,
    example: { condition: "Igual que al entregarlo" },
    answer: { text: "The loan as it is now", schema: LoanTold },
    async handle(ctx, { params: { number, loan }, body: { condition }, key }) {
      await loanOf(ctx, number, loan);
      await takeBack(ctx, loan, { condition, form_key: key });
      return { body: await loanOf(ctx, number, loan) };
    },
  }),
];

async function reply(ctx: Ctx, id: string) {
  const loaner = await getLoaner(ctx, id);
  return { body: loanerInFull(loaner, ctx.now), version: loaner.version };
}

function dueOf({ out }: LoanerRow): number {
  return out?.dueAt ?? Number.MAX_SAFE_INTEGER;
}

async function loansOf(ctx: Ctx, number: string) {
  return await loansOfOrder(ctx.db, (await readOrder(ctx, number)).id);
}

async function loanOf(ctx: Ctx, number: string, id: string) {
  const loan = (await loansOf(ctx, number)).find((one) => one.id === id);
  if (!loan) throw notFound();
  return loanTold(loan);
}
