import type { Branch } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import { type TakenNumber, takeNumbers } from "../orders/numbering.ts";
import { type ClaimedSlip, claimSlip } from "../slips/claim.ts";
import type { IntakeInput } from "./input.ts";
import { earlyErrors } from "./slip_queries.ts";

export interface VisitNumbers {
  /** One for each device, in their order. */
  numbers: TakenNumber[];
  /** Whose number the first one is. */
  slip: ClaimedSlip | null;
  /** By the form's fields; with any of them the numbers do not count. */
  errors: FieldErrors;
}

/** The numbers of a visit's orders: that of the slip for the first device, the series' next ones for the others. */
export async function takeVisitNumbers(
  trx: Db,
  ctx: Ctx,
  { input, branch }: { input: IntakeInput; branch: Branch },
): Promise<VisitNumbers> {
  const { devices, slip: wanted } = input;
  const numbers = await takeNumbers(trx, branch, devices.length - (wanted ? 1 : 0));
  if (!wanted) return { numbers, slip: null, errors: {} };
  const claim = await claimSlip(trx, ctx, { number: wanted.number, branchId: branch.id });
  if (!claim.ok) return { numbers, slip: null, errors: { slip_dropped: claim.refusal } };
  const { slip } = claim;
  return { numbers: [slip.taken, ...numbers], slip, errors: earlyErrors(ctx, { wanted, slip, branch }) };
}
