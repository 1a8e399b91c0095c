import { type Branch, branchOf } from "../admin/shop.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { invalid } from "../lib/app_error.ts";
import { type TakenNumber, takeNumbers } from "../orders/numbering.ts";
import { refusals } from "./checks.ts";
import type { IntakeInput } from "./input.ts";
import { announceOrder } from "./place_order.ts";
import type { ReceivedClient } from "./snapshot.ts";
import { type Staff, staffOf } from "./staff.ts";
import { termsInForce } from "./terms.ts";
import { clientOfVisit, insertVisit, type MadeVisit, once, tellVisit } from "./visit.ts";

/**
 * Notes devices down that have not come yet, one draft order each with its number: no label, no receipt, no mail. The same form
 * again answers as the first time. @throws AppError invalid with the form's field paths, forbidden.
 */
export async function announceDevices(ctx: Ctx, input: IntakeInput): Promise<MadeVisit> {
  requirePermission(ctx.actor, "intakes.create");
  const staff = staffOf(ctx);
  const announced = await once(ctx, input, (trx) => announce(trx, ctx, { input, staff }));
  tellVisit(ctx, staff, announced);
  return announced;
}

async function announce(
  trx: Db,
  ctx: Ctx,
  { input, staff }: { input: IntakeInput; staff: Staff },
): Promise<MadeVisit> {
  const branch = branchOf(ctx.shop, staff.branchId);
  const numbers = await takeNumbers(trx, branch, input.devices.length);
  const fields = await refusals(trx, ctx, input);
  if (Object.keys(fields).length > 0) throw invalid(fields);
  const client = await clientOfVisit(trx, ctx, input);
  return await placeDrafts(trx, ctx, { input, staff, branch, client, numbers });
}

export interface Announcing {
  input: IntakeInput;
  /** Who made it, or the link through which a client did. */
  staff: Pick<Staff, "id">;
  branch: Branch;
  client: ReceivedClient;
  /** One for each device. */
  numbers: readonly TakenNumber[];
}

/** The visit that is announced, with a draft order for each of its devices. */
export async function placeDrafts(
  trx: Db,
  ctx: Ctx,
  { input, staff, branch, client, numbers }: Announcing,
): Promise<MadeVisit> {
  // Nobody accepts them yet: they stand for what the shop would show today.
  const [terms] = await termsInForce(trx, ctx.shop.organization?.locale ?? "es");
  if (!terms) throw invalid({ terms_accepted: { code: "terms_changed" } });
  const intakeId = ctx.random.id(ctx.now);
  const papers = { terms_version_id: terms.id, signature_id: null, unsigned_reason: "", receipt_json: "" };
  await insertVisit(trx, ctx, { id: intakeId, formKey: input.formKey, staff, branch, client, papers });
  const orders: MadeVisit["orders"] = [];
  for (const [index, received] of input.devices.entries()) {
    const taken = numbers[index];
    if (!taken) throw new RangeError("an order without a number");
    const visit = { intakeId, staff, branch, client, receivedAt: ctx.now };
    const { photosPublic } = input;
    const { id, claimedId } = await announceOrder(trx, ctx, { ...visit, received, taken, photosPublic });
    orders.push({ id, number: taken.number, claimedId });
  }
  return { id: intakeId, orders };
}
