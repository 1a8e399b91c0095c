import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import type { Layout } from "./layout.ts";

export interface PrintedLayout {
  title: string;
  layout: Layout;
  createdAt: number;
}

/** The boxes that a label was printed from; with a number only that order's. @throws AppError not_found, also for a receipt */
export async function printedLayout(
  ctx: Ctx,
  id: string,
  number: string | null = null,
): Promise<PrintedLayout> {
  const row = await ctx.db.selectFrom("print_job").leftJoin("order", "order.id", "print_job.order_id")
    .select(["print_job.title", "print_job.layout_json", "print_job.created_at"])
    .where("print_job.id", "=", id).where("print_job.layout_json", "!=", "")
    .$if(number !== null, (q) => q.where("order.number", "=", number)).executeTakeFirst();
  if (!row) throw notFound();
  return { title: row.title, layout: JSON.parse(row.layout_json), createdAt: row.created_at };
}
