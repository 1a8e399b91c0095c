import { openAlert } from "../alerts/commands.ts";
import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Endpoint, StopCause } from "./endpoint.ts";
import { stoppedWrong } from "./watch_queries.ts";

/** Stops an endpoint that the caller holds, and begins an alert; what waits for it waits until somebody starts it again. */
export async function stopEndpoint(trx: Db, ctx: Ctx, endpoint: Endpoint, cause: StopCause): Promise<void> {
  await trx.updateTable("webhook_endpoint")
    .set({ active: 0, stopped_at: ctx.now, stopped_cause: cause, version: endpoint.version + 1 })
    .where("id", "=", endpoint.id).execute();
  await recordAudit(trx, ctx, {
    kind: "webhook_stopped",
    subject: { kind: "webhook", id: endpoint.id },
    data: { cause },
  });
  const branch = ctx.shop.branches.find(({ active }) => active);
  if (!branch) return;
  await openAlert(trx, ctx, { ...stoppedWrong(endpoint, { at: ctx.now, cause }), branchId: branch.id });
}
