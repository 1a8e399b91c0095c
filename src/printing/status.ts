import type { Alert } from "../alerts/alert.ts";
import { openAlerts } from "../alerts/queries.ts";
import type { Ctx } from "../context.ts";
import type { PrintJobView } from "./job_views.ts";
import { printersOfShop, type PrinterView } from "./printer_queries.ts";
import { attentionOfBranch } from "./queries.ts";

/** How printing stands in a branch. */
export interface PrintingStatus {
  alerts: Alert[];
  printers: PrinterView[];
  /** What needs somebody to look. */
  jobs: PrintJobView[];
}

export async function printingStatus(ctx: Ctx, branchId: string): Promise<PrintingStatus> {
  const [alerts, printers, jobs] = await Promise.all([
    openAlerts(ctx.db, branchId),
    printersOfShop(ctx),
    attentionOfBranch(ctx, branchId),
  ]);
  const ours = alerts.filter(({ kind }) => kind === "agent_silent" || kind === "printer_fault");
  return { alerts: ours, printers: printers.filter((printer) => printer.branchId === branchId), jobs };
}
