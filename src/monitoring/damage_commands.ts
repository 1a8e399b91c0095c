import { closeAlert, openAlert } from "../alerts/commands.ts";
import { alertsAbout } from "../alerts/queries.ts";
import type { Ctx } from "../context.ts";
import { damageOf } from "../db/embedded/copy.ts";
import { logOf } from "../logs.ts";

const log = logOf("server");

const SUBJECT = { kind: "database", id: "database", name: "" } as const;

/**
 * Reads every page of a database file and tells the administrators when some are damaged, once, and when none is any more. Other databases
 * look after their own. Answers how many files were read.
 */
export async function watchDatabase(ctx: Ctx, databaseUrl: string): Promise<number> {
  if (!/^(file|sqlite):/.test(databaseUrl)) return 0;
  const damage = await damageOf(databaseUrl);
  if (damage !== "") log.fatal("The database file is damaged", { damage });
  const branchId = ctx.shop.branches.find(({ active }) => active)?.id;
  if (branchId === undefined) return 1;
  const changed = await ctx.db.transaction().execute(async (trx) => {
    if (damage !== "") {
      const facts = { reason: damage.slice(0, 200) };
      return await openAlert(trx, ctx, { kind: "database_damaged", branchId, subject: SUBJECT, facts });
    }
    const open = await alertsAbout(trx, { branchId, subjectId: SUBJECT.id });
    for (const alert of open) await closeAlert(trx, ctx, alert);
    return open.length > 0;
  });
  if (changed) ctx.live.changed("jobs");
  return 1;
}
