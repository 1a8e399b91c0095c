import { type Branch, branchOf } from "../admin/shop.ts";
import { requirePermission } from "../auth/permissions.ts";
import { addClient } from "../clients/commands.ts";
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
import { takeVisitNumbers } from "./slip_numbers.ts";
import { intakeReceipt, type ReceivedClient } from "./snapshot.ts";
import { type Staff, staffOf } from "./staff.ts";
import type { Terms } from "./terms.ts";

export interface ReceivedIntake {
  id: string;
  /** `claimedId`: of the order whose warranty it claims. */
  orders: { id: string; number: string; claimedId: string | null }[];
}

/**
 * Receives the devices of one visit: client, devices, receipt, one order each with its number, label and link, and one mail
 * about them, all or nothing. The same form again answers as the first time. @throws AppError invalid with the form's field paths, forbidden.
 */
export async function receiveIntake(ctx: Ctx, input: IntakeInput): Promise<ReceivedIntake> {
  requirePermission(ctx.actor, "intakes.create");
  const staff = staffOf(ctx);
  const earlier = await intakeOfForm(ctx.db, input.formKey);
  if (earlier) return earlier;
  const signature = await storeSignature(ctx, input);
  const received = await once(
    ctx,
    input,
    () =>
      ctx.db.transaction().execute(async (trx) =>
        await intakeOfForm(trx, input.formKey) ?? await receive(trx, ctx, { input, staff, signature })
      ),
  );
  ctx.live.changed(
    ...received.orders.map((order) => `order:${order.id}` as const),
    ...received.orders.flatMap(({ claimedId }) => claimedId ? [`order:${claimedId}` as const] : []),
    `board:${staff.branchId}`,
    `printers:${staff.branchId}`,
    "jobs",
  );
  return received;
}

/**
 * Of submits of one form that run at the same time on several connections one wins; the others fail on what it left (its client
 * is a duplicate, its photos are taken, its form key is not free) and answer with its result.
 */
async function once(
  ctx: Ctx,
  input: IntakeInput,
  run: () => Promise<ReceivedIntake>,
): Promise<ReceivedIntake> {
  try {
    return await run();
  } catch (error) {
    const earlier = await intakeOfForm(ctx.db, input.formKey);
    if (!earlier) throw error;
    return earlier;
  }
}

interface Receiving {
  input: IntakeInput;
  staff: Staff;
  signature: ReceiptSignature | null;
}

async function receive(trx: Db, ctx: Ctx, { input, staff, signature }: Receiving): Promise<ReceivedIntake> {
  const branch = branchOf(ctx.shop, staff.branchId);
  const { numbers, slip, errors } = await takeVisitNumbers(trx, ctx, { input, branch });
  const fields = { ...errors, ...await refusals(trx, ctx, input) };
  if (Object.keys(fields).length > 0) throw invalid(fields);
  const client = await receivedClient(trx, ctx, input);
  const terms = await acceptedTerms(trx, input, [client.locale, ctx.shop.organization?.locale ?? "es"]);
  if (!terms) throw invalid({ terms_accepted: { code: "terms_changed" } });

  const intakeId = ctx.random.id(ctx.now);
  const receivedAt = input.slip?.receivedAt ?? ctx.now;
  const visit = { intakeId, staff, branch, client, receivedAt };
  const named = signature && { ...signature, name: signature.name || client.name };
  await insertIntake(trx, ctx, { ...visit, input, terms, numbers, signature: named });
  const orders: ReceivedIntake["orders"] = [];
  for (const [index, received] of input.devices.entries()) {
    const taken = numbers[index];
    if (!taken) throw new RangeError("an order without a number");
    const { photosPublic } = input;
    const ofSlip = slip?.taken === taken;
    const slipNumber = ofSlip ? taken.number : null;
    const { id, claimedId } = await placeOrder(trx, ctx, {
      ...visit,
      received,
      taken,
      photosPublic,
      slip: slipNumber,
    });
    if (slip && ofSlip) await useSlip(trx, ctx, { id: slip.id, orderId: id });
    orders.push({ id, number: taken.number, claimedId });
  }
  await requestIntakeReceipt(trx, ctx, { intakeId, idemKey: `intake:${intakeId}:receipt`, moment: "auto" });
  await queueIntakeMessage(trx, ctx, { intakeId, orderIds: orders.map((order) => order.id) });
  await trx.deleteFrom("intake_draft").where("id", "=", input.formKey).execute();
  return { id: intakeId, orders };
}

async function receivedClient(trx: Db, ctx: Ctx, { client }: IntakeInput): Promise<ReceivedClient> {
  const id = "id" in client ? client.id : (await addClient(trx, ctx, client.input)).id;
  const row = await trx.selectFrom("client").select(["id", "name", "document", "locale"]).where("id", "=", id)
    .executeTakeFirstOrThrow();
  const contacts = await trx.selectFrom("contact").select(["kind", "value", "display"])
    .where("client_id", "=", id).orderBy("position").execute();
  return { ...row, contacts };
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
  const { input, staff, signature } = intake;
  const unsignedReason = signature ? "" : input.unsignedReason;
  const receipt = intakeReceipt({
    at: intake.receivedAt,
    by: staff.name,
    shop: ctx.shop,
    branch: intake.branch,
    client: intake.client,
    orders: input.devices.map((received, at) => ({ number: intake.numbers[at]?.number ?? "", received })),
    terms: intake.terms,
    signature,
    unsignedReason,
  });
  const signatureId = signature && await insertSignature(trx, ctx, signature);
  await trx.insertInto("intake").values({
    id: intake.intakeId,
    branch_id: intake.branch.id,
    client_id: intake.client.id,
    terms_version_id: intake.terms.id,
    signature_id: signatureId,
    unsigned_reason: unsignedReason,
    receipt_json: JSON.stringify(receipt),
    form_key: input.formKey,
    created_at: ctx.now,
    created_by: staff.id,
  }).execute();
}

async function intakeOfForm(db: Db, formKey: string): Promise<ReceivedIntake | null> {
  const intake = await db.selectFrom("intake").select("id").where("form_key", "=", formKey)
    .executeTakeFirst();
  if (!intake) return null;
  const orders = await db.selectFrom("order").select(["id", "number", "warranty_of_order_id as claimedId"])
    .where("intake_id", "=", intake.id).orderBy("seq").execute();
  return { id: intake.id, orders };
}
