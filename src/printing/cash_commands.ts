import { requirePermission } from "../auth/permissions.ts";
import { getSession } from "../cash/queries.ts";
import { cashSessionFacts } from "../cash/session_facts.ts";
import type { Ctx } from "../context.ts";
import { cashSessionPaper } from "../documents/cash_session_paper.ts";
import { conflict } from "../lib/app_error.ts";
import { topicsOf } from "./job_rows.ts";
import { paperRoll } from "./paper_rolls.ts";
import { queueRolls } from "./receipt_commands.ts";
import { routesOf } from "./routing.ts";

/** The report of a closed session on the branch's receipt printers. @throws AppError not_found, conflict (no_printer, till_open) */
export async function printCashSession(
  ctx: Ctx,
  sessionId: string,
  { idemKey }: { idemKey: string },
): Promise<void> {
  requirePermission(ctx.actor, "cash.use");
  const branchId = await ctx.db.transaction().execute(async (trx) => {
    const session = await getSession({ ...ctx, db: trx }, sessionId, { allEntries: true });
    if (session.closedAt === null) throw conflict("till_still_open");
    const printers = await routesOf(trx, session.branchId, "receipt_cash");
    if (printers.length === 0) throw conflict("no_printer");
    const paper = cashSessionPaper(cashSessionFacts(ctx, session));
    await queueRolls(trx, ctx, {
      printers,
      document: "receipt_cash",
      title: session.till,
      order: { id: null, branchId: session.branchId },
      idemKey,
      moment: "asked",
      draw: (printer) => paperRoll(paper, { printer }),
    });
    return session.branchId;
  });
  ctx.live.changed(`board:${branchId}`, ...topicsOf({ order_id: null, branch_id: branchId }));
}
