import type { Ctx } from "../context.ts";
import type { MessageFilter } from "../mail/filter.ts";
import { type MessageLine, messageList } from "../mail/queries.ts";
import { jobView, type PrintJobView } from "../printing/job_views.ts";
import type { JobFilter } from "../printing/print_job.ts";
import { listRows } from "../printing/queries.ts";
import type { SlipFilter } from "../slips/filter.ts";
import { type Slip, slipList } from "../slips/queries.ts";
import { everyPage, pageOf, READ_ROWS } from "./keyset.ts";

/** Numbers that a branch has reserved on paper; for its batches every one of them, the newest first. */
export function slipPages(ctx: Ctx, filter: SlipFilter, branchId: string): AsyncGenerator<Slip[]> {
  return everyPage(async (before: number | null) => {
    const found = await slipList(ctx, branchId, { ...filter, before }).limit(READ_ROWS + 1).execute();
    return pageOf(found, ({ seq }) => seq);
  });
}

/** The mails of a filter, newest first, without what stands in them. */
export function messagePages(ctx: Ctx, filter: MessageFilter): AsyncGenerator<MessageLine[]> {
  return everyPage(async (before: string | null) => {
    const { messages, before: next } = await messageList(ctx, { ...filter, before }, READ_ROWS);
    return { rows: messages, next };
  });
}

/** The labels and receipts of a filter, newest first. */
export function printJobPages(ctx: Ctx, filter: JobFilter): AsyncGenerator<PrintJobView[]> {
  return everyPage(async (before: number | null) => {
    const found = await listRows(ctx.db, { filter, before }, READ_ROWS).execute();
    const { rows, next } = pageOf(found, ({ seq }) => seq);
    return { rows: rows.map((row) => jobView(row, ctx.now)), next };
  });
}
