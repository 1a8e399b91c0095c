import { closeAlert, openAlert } from "../alerts/commands.ts";
import { alertsAbout } from "../alerts/queries.ts";
import type { Ctx } from "../context.ts";
import { type AuditAnchor, type AuditCheck, checkAudit } from "./verify_queries.ts";

const SUBJECT = { kind: "audit", id: "audit", name: "" } as const;

/** Goes through the whole audit log and tells the administrators when it is not what was recorded, once, and when it is again. */
export async function watchAudit(ctx: Ctx, anchors: readonly AuditAnchor[]): Promise<AuditCheck> {
  const check = await checkAudit(ctx.db, { anchors, secretKey: ctx.secretKey });
  const [first] = check.faults;
  const branchId = ctx.shop.branches.find(({ active }) => active)?.id;
  if (branchId === undefined) return check;
  const changed = await ctx.db.transaction().execute(async (trx) => {
    if (first) {
      const facts = { reason: first.kind, count: check.faults.length };
      return await openAlert(trx, ctx, { kind: "audit_broken", branchId, subject: SUBJECT, facts });
    }
    const open = await alertsAbout(trx, { branchId, subjectId: SUBJECT.id });
    for (const alert of open) await closeAlert(trx, ctx, alert);
    return open.length > 0;
  });
  if (changed) ctx.live.changed("jobs");
  return check;
}
