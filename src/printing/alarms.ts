import { type Branch, branchOf } from "../admin/shop.ts";
import { openSince } from "../admin/opening.ts";
import type { Alert, AlertKind } from "../alerts/alert.ts";
import { closeAlert, type NewAlert, openAlert } from "../alerts/commands.ts";
import { openAlerts } from "../alerts/queries.ts";
import type { Ctx } from "../context.ts";
import type { Topic } from "../http/live.ts";

/** A print computer that is silent for so long while the shop is open is worth a mail. */
export const SILENT_ALERT_MS = 60_000;

/**
 * Begins and ends the alerts of printing: daemons that are silent, printers that do not print, both only while the branch is
 * open; what began then ends when it is over, whatever the hour.
 */
export async function watchPrinting(ctx: Ctx): Promise<{ opened: number; closed: number }> {
  const [wrong, known] = await Promise.all([whatIsWrong(ctx), openAlerts(ctx.db)]);
  const ours = known.filter((alert) => KINDS.includes(alert.kind));
  const begun = wrong.filter((one) =>
    one.due && !ours.some((alert) => same(alert, one) && alert.rightSince === null)
  );
  const over = ours.filter((alert) => !wrong.some((one) => same(alert, one)));
  let opened = 0;
  let closed = 0;
  for (const { due: _, ...alert } of begun) {
    if (await ctx.db.transaction().execute((trx) => openAlert(trx, ctx, alert))) opened++;
  }
  for (const alert of over) {
    if (await ctx.db.transaction().execute((trx) => closeAlert(trx, ctx, alert))) closed++;
  }
  if (opened + closed > 0) {
    const branches = [...begun, ...over].map((one): Topic => `printers:${one.branchId}`);
    ctx.live.changed("jobs", ...branches);
  }
  return { opened, closed };
}

const KINDS: readonly AlertKind[] = ["agent_silent", "printer_fault"];

interface Wrong extends NewAlert {
  /** Whether it has lasted long enough to be told. */
  due: boolean;
}

async function whatIsWrong(ctx: Ctx): Promise<Wrong[]> {
  const agents = await ctx.db.selectFrom("agent").select(["id", "name", "branch_id", "last_seen_at"])
    .where("revoked_at", "is", null).where("last_seen_at", "<=", ctx.now - SILENT_ALERT_MS).execute();
  const printers = await ctx.db.selectFrom("printer").innerJoin("agent", "agent.id", "printer.agent_id")
    .select(["printer.id", "printer.name", "printer.branch_id", "printer.reason", "printer.since"])
    .select("printer.agent_id")
    .where("agent.revoked_at", "is", null).where("printer.active", "=", 1).where("printer.ok", "=", 0)
    .where("printer.reason", "not in", ["held", "starting"]).execute();
  const faultMs = ctx.shop.settings.printer_fault_minutes * 60_000;
  return [
    ...agents.map((agent): Wrong => {
      const since = agent.last_seen_at ?? ctx.now;
      return {
        kind: "agent_silent",
        branchId: agent.branch_id,
        subject: { kind: "agent", id: agent.id, name: agent.name },
        facts: { since },
        due: lasts(ctx, branchOf(ctx.shop, agent.branch_id), { since, ms: SILENT_ALERT_MS }),
      };
    }),
    ...printers.map((printer): Wrong => ({
      kind: "printer_fault",
      branchId: printer.branch_id,
      subject: { kind: "printer", id: printer.id, name: printer.name },
      facts: { since: printer.since, reason: printer.reason },
      // While its daemon is silent nobody knows: that is the other alert.
      due: !agents.some((agent) => agent.id === printer.agent_id) &&
        lasts(ctx, branchOf(ctx.shop, printer.branch_id), { since: printer.since, ms: faultMs }),
    })),
  ];
}

/** What broke in the night is told when it still is broken a while after opening. */
function lasts(ctx: Ctx, branch: Branch, { since, ms }: { since: number; ms: number }): boolean {
  const opened = openSince(branch, ctx.now);
  return branch.active && opened !== null && ctx.now - Math.max(since, opened) >= ms;
}

function same(alert: Alert, wrong: NewAlert): boolean {
  return alert.kind === wrong.kind && alert.subject.id === wrong.subject.id;
}
