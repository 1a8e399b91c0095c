import type { Branch } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import { type TakenNumber, takeNumbers } from "../orders/numbering.ts";
import { type ClaimedSlip, claimSlip } from "../slips/claim.ts";
import { claimAnnounced, type ClaimedDraft } from "./announced.ts";
import type { IntakeInput } from "./input.ts";
import { earlyErrors } from "./slip_queries.ts";

export interface VisitNumbers {
  /** One for each device, in their order. */
  numbers: TakenNumber[];
  /** The orders that the devices have already, at the same places; null for those that get one now. */
  announced: (ClaimedDraft | null)[];
  /** Whose number the first device without an order has. */
  slip: ClaimedSlip | null;
  /** By the form's fields; with any of them the numbers do not count. */
  errors: FieldErrors;
}

/**
 * The numbers of a visit's orders: an announced device keeps the one it has, the first of the others takes that of the slip, the
 * rest the series' next ones.
 */
export async function takeVisitNumbers(
  trx: Db,
  ctx: Ctx,
  { input, branch }: { input: IntakeInput; branch: Branch },
): Promise<VisitNumbers> {
  const fresh = input.devices.filter((device) => device.announced === null).length;
  const wanted = fresh > 0 ? input.slip : null;
  const next = await takeNumbers(trx, branch, fresh - (wanted ? 1 : 0));
  const { announced, errors } = await announcedOf(trx, ctx, { input, branch });
  const claim = wanted && await claimSlip(trx, ctx, { number: wanted.number, branchId: branch.id });
  if (claim && !claim.ok) errors.slip_dropped = claim.refusal;
  const slip = claim?.ok ? claim.slip : null;
  if (slip && wanted) Object.assign(errors, earlyErrors(ctx, { wanted, slip, branch }));
  if (slip) next.unshift(slip.taken);
  const numbers = announced.flatMap((draft) => draft?.order ?? next.shift() ?? []);
  return { numbers, announced, slip, errors };
}

async function announcedOf(
  trx: Db,
  ctx: Ctx,
  { input, branch }: { input: IntakeInput; branch: Branch },
): Promise<Pick<VisitNumbers, "announced" | "errors">> {
  const announced: VisitNumbers["announced"] = [];
  const errors: FieldErrors = {};
  const taken = new Set<string>();
  for (const [index, { announced: wanted }] of input.devices.entries()) {
    const claim = wanted && await claimAnnounced(trx, ctx, { wanted, branchId: branch.id });
    if (claim && !claim.ok) errors[`devices.${index}.order`] = claim.refusal;
    if (wanted && taken.has(wanted.number)) errors[`devices.${index}.order`] = { code: "order_repeated" };
    if (wanted) taken.add(wanted.number);
    announced.push(claim?.ok ? claim.draft : null);
  }
  return { announced, errors };
}
