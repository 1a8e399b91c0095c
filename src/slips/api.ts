import { z } from "zod";
import { BranchAsked, branchAsked } from "../api/branch_asked.ts";
import { cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, PAGE } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { renderSlips } from "../documents/slips.ts";
import { notFound } from "../lib/app_error.ts";
import { OrderNumber } from "../orders/json.ts";
import { paths } from "../paths.ts";
import { printSlipLabels, reserveSlips, voidSlips } from "./commands.ts";
import {
  batchSummary,
  batchTold,
  LabelsIn,
  ReservationIn,
  Slip,
  SlipBatch,
  SlipBatchSummary,
  slipTold,
  VoidedTold,
  VoidingIn,
} from "./json.ts";
import { slipPaper } from "./paper_queries.ts";
import { listBatches, listSlips, readBatch, slipNumbered } from "./queries.ts";

const tag = "slips";
const BATCHES = "slip batches";
const params = z.object({ id: Id });
const answer = { text: "The batch as it is now", schema: SlipBatch };
const SHOWN = ["open", "old", "used", "void"] as const;

/** Numbers on paper for the hours without power or internet. */
export const slipOperations: readonly Operation[] = [
  operation({
    id: "listSlipBatches",
    method: "get",
    path: paths.apiSlipBatches(),
    tag,
    scope: "slips:read",
    summary: "List the batches of slips",
    query: z.object({ ...PAGE, branch_id: BranchAsked }),
    answer: { text: "One page of them, newest first", schema: z.array(SlipBatchSummary) },
    async handle(ctx, { query: { cursor, limit, branch_id } }) {
      const [before = null] = cursorNumbers(BATCHES, cursor, { count: 1 }) ?? [];
      const { rows, next } = await listBatches(ctx, branchAsked(ctx, branch_id).id, { before }, limit);
      return { body: rows.map(batchSummary), next: next === null ? null : cursorText(BATCHES, [next]) };
    },
  }),
  operation({
    id: "reserveSlips",
    method: "post",
    path: paths.apiSlipBatches(),
    tag,
    scope: "slips:write",
    summary: "Reserve the next numbers of the token's branch",
    body: ReservationIn,
    example: { count: 20 },
    statuses: [201],
    answer: { text: "The batch", schema: SlipBatch },
    async handle(ctx, { body: { count }, key }) {
      const { id } = await reserveSlips(ctx, { count, form_key: key, printer_id: null });
      return { ...await reply(ctx, id), location: paths.apiSlipBatch(id) };
    },
  }),
  operation({
    id: "getSlipBatch",
    method: "get",
    path: paths.apiSlipBatch("{id}"),
    tag,
    scope: "slips:read",
    summary: "Read a batch with its numbers",
    params,
    answer: { text: "The batch", schema: SlipBatch },
    handle: (ctx, { params: { id } }) => reply(ctx, id),
  }),
  operation({
    id: "getSlipPaper",
    method: "get",
    path: paths.apiSlipBatchPaper("{id}"),
    tag,
    scope: "slips:read",
    summary: "Read the open slips of a batch as paper to fill in by hand",
    params,
    query: z.object({
      format: z.enum(["a4", "80mm"], { error: "invalid" }).default("a4").meta({
        description: "Of the paper",
      }),
    }),
    answer: { text: "The document", file: ["application/pdf"] },
    refuses: ["conflict"],
    async handle(ctx, { params: { id }, query: { format } }) {
      const paper = await slipPaper(ctx, id);
      const bytes = await renderSlips(paper, { format, pictures: ctx.files.read });
      return { bytes, type: "application/pdf", name: `talones-${paper.slips[0]?.number ?? ""}.pdf` };
    },
  }),
  operation({
    id: "printSlipLabels",
    method: "post",
    path: paths.apiSlipBatchLabels("{id}"),
    tag,
    scope: "slips:write",
    summary: "Ask for a label of every open slip of a batch",
    params,
    body: LabelsIn,
    example: { printer_id: null },
    answer,
    async handle(ctx, { params: { id }, body: { printer_id: printerId }, key: idemKey }) {
      await printSlipLabels(ctx, id, { idemKey, printerId });
      return await reply(ctx, id);
    },
  }),
  operation({
    id: "voidSlips",
    method: "post",
    path: paths.apiSlipBatchVoiding("{id}"),
    tag,
    scope: "slips:write",
    summary: "Say of slips that they will never be used",
    params,
    body: VoidingIn,
    example: { all: true, reason: "Se mojó el talonario" },
    answer: { text: "How many, and the batch as it is now", schema: VoidedTold },
    async handle(ctx, { params: { id }, body }) {
      const { voided, left } = await voidSlips(ctx, id, body);
      return { body: { voided, left, batch: batchTold(await readBatch(ctx, id)) } };
    },
  }),
  operation({
    id: "listSlips",
    method: "get",
    path: paths.apiSlips(),
    tag,
    scope: "slips:read",
    summary: "List single slips",
    query: z.object({
      ...PAGE,
      branch_id: BranchAsked,
      show: z.enum(SHOWN, { error: "invalid" }).default("open").meta({
        description: "`old` are those that have been open for too long, the oldest first",
      }),
    }),
    answer: { text: "One page of them, newest first", schema: z.array(Slip) },
    async handle(ctx, { query: { cursor, limit, branch_id, show: view } }) {
      const list = `slips ${view}`;
      const [before = null] = cursorNumbers(list, cursor, { count: 1 }) ?? [];
      const { rows, next } = await listSlips(ctx, branchAsked(ctx, branch_id).id, { view, before }, limit);
      return { body: rows.map(slipTold), next: next === null ? null : cursorText(list, [next]) };
    },
  }),
  operation({
    id: "getSlip",
    method: "get",
    path: paths.apiSlip("{number}"),
    tag,
    scope: "slips:read",
    summary: "Read what became of a slip",
    description: "A device is taken in on it by its `slip_number`, where orders are created.",
    params: z.object({ number: OrderNumber }),
    answer: { text: "The slip", schema: Slip },
    async handle(ctx, { params: { number } }) {
      const slip = await slipNumbered(ctx.db, number);
      if (!slip) throw notFound("slip_not_found");
      return { body: slipTold(slip) };
    },
  }),
];

async function reply(ctx: Ctx, id: string) {
  return { body: batchTold(await readBatch(ctx, id)) };
}
