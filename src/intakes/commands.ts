import { type Branch, branchOf } from "../admin/shop.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { invalid } from "../lib/app_error.ts";
import { queueIntakeMessage } from "../mail/outbox.ts";
import type { TakenNumber } from "../orders/numbering.ts";
import { requestIntakeReceipt } from "../printing/receipt_commands.ts";
import { useSlip } from "../slips/claim.ts";
import { acceptedTerms, refusals } from "./checks.ts";
import type { IntakeInput } from "./input.ts";
import { placeOrder } from "./place_order.ts";
import type { ReceiptSignature } from "./receipt.ts";
import { insertSignature, storeSignature } from "./signing.ts";
import { intakeReceipt, type ReceivedClient } from "./snapshot.ts";
import { type Staff, staffOf } from "./staff.ts";
import type { Terms } from "./terms.ts";
import { clientOfVisit, insertVisit, type MadeVisit, once, tellVisit } from "./visit.ts";
import { takeVisitNumbers } from "./visit_numbers.ts";

/**
 * Receives the devices of one visit: client, devices, receipt, one order each with its number, label and link, and one mail
 * about them, all or nothing; a device that was announced comes into the order it has. The same form again answers as the first
 * time. @throws AppError invalid with the form's field paths, forbidden.
 */
export async function receiveIntake(ctx: Ctx, input: IntakeInput): Promise<MadeVisit> {
  requirePermission(ctx.actor, "intakes.create");
  const staff = staffOf(ctx);
  const signature = await storeSignature(ctx, input);
  const received = await once(ctx, input, (trx) => receive(trx, ctx, { input, staff, signature }));
  tellVisit(ctx, staff, received);
  return received;
}

interface Receiving {
  input: IntakeInput;
  staff: Staff;
  signature: ReceiptSignature | null;
}

async function receive(trx: Db, ctx: Ctx, { input, staff, signature }: Receiving): Promise<MadeVisit> {
  const branch = branchOf(ctx.shop, staff.branchId);
  const { numbers, announced, slip, errors } = await takeVisitNumbers(trx, ctx, { input, branch });
  const fields = { ...errors, ...await refusals(trx, ctx, input) };
  if (Object.keys(fields).length > 0) throw invalid(fields);
  const client = await clientOfVisit(trx, ctx, input);
  const terms = await acceptedTerms(trx, input, [client.locale, ctx.shop.organization?.locale ?? "es"]);
  if (!terms) throw invalid({ terms_accepted: { code: "terms_changed" } });

  const intakeId = ctx.random.id(ctx.now);
  const receivedAt = input.slip?.receivedAt ?? ctx.now;
  const visit = { intakeId, staff, branch, client, receivedAt };
  const named = signature && { ...signature, name: signature.name || client.name };
  await insertIntake(trx, ctx, { ...visit, input, terms, numbers, signature: named });
  const orders: MadeVisit["orders"] = [];
  for (const [index, received] of input.devices.entries()) {
    const taken = numbers[index];
    if (!taken) throw new RangeError("an order without a number");
    const { photosPublic } = input;
    const ofSlip = slip?.taken === taken;
    const { id, claimedId } = await placeOrder(trx, ctx, {
      ...visit,
      received,
      taken,
      photosPublic,
      slip: ofSlip ? taken.number : null,
      announced: announced[index] ?? null,
    });
    if (slip && ofSlip) await useSlip(trx, ctx, { id: slip.id, orderId: id });
    orders.push({ id, number: taken.number, claimedId });
  }
  await requestIntakeReceipt(trx, ctx, { intakeId, idemKey: `intake:${intakeId}:receipt`, moment: "auto" });
  if (ctx.shop.settings.told_statuses.includes("received")) {
    const orderIds = orders.map((order) => order.id);
    await queueIntakeMessage(trx, ctx, { intakeId, orderIds, notify: !input.silent });
  }
  return { id: intakeId, orders };
}

interface NewIntake {
  intakeId: string;
  input: IntakeInput;
  staff: Staff;
  branch: Branch;
  client: ReceivedClient;
  terms: Terms;
  numbers: TakenNumber[];
  signature: ReceiptSignature | null;
  /** When the devices came, UTC milliseconds. */
  receivedAt: number;
}

async function insertIntake(trx: Db, ctx: Ctx, intake: NewIntake): Promise<void> {
  const { input, staff, branch, client, signature } = intake;
  const unsignedReason = signature ? "" : input.unsignedReason;
  const receipt = intakeReceipt({
    at: intake.receivedAt,
    by: staff.name,
    shop: ctx.shop,
    branch,
    client,
    orders: input.devices.map((received, at) => ({ number: intake.numbers[at]?.number ?? "", received })),
    terms: intake.terms,
    signature,
    unsignedReason,
  });
  const papers = {
    terms_version_id: intake.terms.id,
    signature_id: signature && await insertSignature(trx, ctx, signature),
    unsigned_reason: unsignedReason,
    receipt_json: JSON.stringify(receipt),
  };
  await insertVisit(trx, ctx, { id: intake.intakeId, formKey: input.formKey, staff, branch, client, papers });
}
