import { closeAlert, openAlert } from "../alerts/commands.ts";
import { alertsAbout } from "../alerts/queries.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";

const SUBJECT = { kind: "channel", id: "whatsapp", name: "WhatsApp" } as const;

/** Administrators are told, once, that Meta does not accept the shop's account; `code` is Meta's. */
export async function tellRefusal(trx: Db, ctx: Ctx, code: string): Promise<void> {
  const branchId = firstBranch(ctx);
  if (branchId === undefined) return;
  await openAlert(trx, ctx, {
    kind: "whatsapp_refused",
    branchId,
    subject: SUBJECT,
    facts: { reason: code },
  });
}

/** Meta accepts it. */
export async function endRefusal(trx: Db, ctx: Ctx): Promise<void> {
  const branchId = firstBranch(ctx);
  if (branchId === undefined) return;
  for (const alert of await alertsAbout(trx, { branchId, subjectId: SUBJECT.id })) {
    await closeAlert(trx, ctx, alert);
  }
}

/** What concerns the whole shop is told in its first branch. */
function firstBranch({ shop }: Ctx): string | undefined {
  return shop.branches.find(({ active }) => active)?.id;
}
