import { closeAlert, openAlert } from "../alerts/commands.ts";
import { openAlerts } from "../alerts/queries.ts";
import type { Ctx } from "../context.ts";
import type { Topic } from "../http/live.ts";
import { recountFigures } from "./recount_commands.ts";
import { refreshFigures } from "./refresh_commands.ts";
import { readState } from "./state.ts";

/**
 * Every night: counts everything anew, mends what differs, and tells the administrators of each branch whose figures were wrong;
 * when the next night finds nothing, that it is over. What changed while it counted is no fault. Answers how many days and months were mended.
 */
export async function checkFigures(ctx: Ctx): Promise<number> {
  await refreshFigures(ctx);
  const before = await readState(ctx.db);
  if (before.readAt === null) return 0;
  const { wrong } = await recountFigures(ctx);
  const [after, open] = await Promise.all([readState(ctx.db), openAlerts(ctx.db)]);
  if (after.dueAt !== null) return wrong.length;
  const ours = open.filter(({ kind }) => kind === "figures_differ");
  const changed: string[] = [];
  for (const { id, name } of ctx.shop.branches) {
    const days = wrong.filter(({ branchId, span }) => branchId === id && span.length > 7).length;
    const known = ours.find(({ branchId }) => branchId === id);
    const told = await ctx.db.transaction().execute(async (trx) => {
      if (days === 0) return known !== undefined && await closeAlert(trx, ctx, known);
      return await openAlert(trx, ctx, {
        kind: "figures_differ",
        branchId: id,
        subject: { kind: "branch", id, name },
        facts: { days },
      });
    });
    if (told) changed.push(id);
  }
  if (changed.length > 0) ctx.live.changed("jobs", ...changed.map((id): Topic => `board:${id}`));
  return wrong.length;
}
