import { actorMay, requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { signatureImage } from "../files/images.ts";
import type { ReceiptSignature } from "../intakes/receipt.ts";
import type { Topic } from "../http/live.ts";
import { AppError, type FieldErrors, invalid } from "../lib/app_error.ts";
import { requireRefundAllowed, requireSeen } from "../payments/commands.ts";
import { enterMoney } from "../payments/entries.ts";
import { loansOut, settleLoans, takeLoansBack } from "../loaners/hand_over.ts";
import { changeFields } from "../payments/input.ts";
import { requestDeliveryReceipt } from "../printing/receipt_commands.ts";
import { actingUser } from "./acting_user.ts";
import type { DeliveryReceipt } from "./delivery_receipt.ts";
import { deliveryReceipt } from "./delivery_snapshot.ts";
import { accessoriesOf, insertHandBack, settleAccessories, type SettledAccessory } from "./hand_back.ts";
import type { DeliveryInput } from "./input.ts";
import { type Balance, readBalance } from "./balance.ts";
import { moveFacts } from "./move_facts.ts";
import { applyMove } from "./moves.ts";
import { lockOrder, type OrderRow, topicsOf } from "./row.ts";
import { transition } from "./transition.ts";
import { startWarranty } from "./warranty.ts";

/**
 * Hands a device over: payment, receipt, warranty and the end of the order commit together. The same form again changes
 * nothing. @throws AppError not_found; conflict when the order is not ready, or `account_moved` since the form was made; invalid
 * with the form's fields
 */
export async function deliver(ctx: Ctx, number: string, input: DeliveryInput): Promise<void> {
  requirePermission(ctx.actor, "deliveries.create");
  const signature = await takeSignature(ctx, input);
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    if (await deliveredBy(trx, order.id, input.form_key)) return topicsOf(order);
    return [...topicsOf(order), ...await handOver(trx, ctx, { order, input, signature })];
  });
  ctx.live.changed(...topics, "jobs");
}

interface HandOver {
  order: OrderRow;
  input: DeliveryInput;
  signature: ReceiptSignature | null;
}

async function handOver(trx: Db, ctx: Ctx, { order, input, signature }: HandOver): Promise<Topic[]> {
  const move = { to: "delivered", notify: !input.silent } as const;
  const verdict = transition(await moveFacts(trx, ctx, order), ctx.actor, move, "delivery");
  if (!verdict.ok) throw verdict.error;
  const before = await readBalance(trx, order.id);
  requireSeen(before, input.seen);
  const settled = settle(ctx, before, input);
  const { accessories, ...back } = settleAccessories(await accessoriesOf(trx, order.id), input);
  const { loans, ...lent } = settleLoans(await loansOut(trx, order.id), input);
  const fields = {
    ...back.fields,
    ...lent.fields,
    ...settled.fields,
    ...unsigned(ctx, { input, signature }),
  };
  if (Object.keys(fields).length > 0) throw invalid(fields);

  const loanersOut = await takeLoansBack(trx, ctx, { order, loans });
  const woken = await takePayment(trx, ctx, { order, input, entryMinor: settled.entryMinor });
  const warranty = await startWarranty(trx, ctx, order);
  const receipt = await deliveryReceipt(trx, ctx, { order, input, accessories, signature, warranty });
  await insertDelivery(trx, ctx, { order, input, accessories, signature, receipt });
  await applyMove(trx, ctx, {
    order,
    move,
    verdict,
    data: {
      taken_by: input.taken_by,
      ...(settled.restMinor !== 0 && {
        balance_minor: settled.restMinor,
        currency: order.currency,
        debt_reason: input.debt_reason,
      }),
      ...(warranty && { warranty_ends_at: warranty.endsAt }),
      ...(accessories.length > 0 && { accessories: accessories.map(({ id: _, ...told }) => told) }),
      ...(loanersOut.length > 0 && { loaners_out: loanersOut }),
    },
  });
  const idemKey = `delivery:${input.form_key}:receipt`;
  await requestDeliveryReceipt(trx, ctx, { orderId: order.id, idemKey, moment: "auto" });
  return woken;
}

/** Its receipt is the delivery's own. */
async function takePayment(
  trx: Db,
  ctx: Ctx,
  { order, input, entryMinor }: { order: OrderRow; input: DeliveryInput; entryMinor: number },
): Promise<Topic[]> {
  const { method, received, opening } = input;
  if (entryMinor === 0 || !method) return [];
  if (entryMinor < 0) {
    await requireRefundAllowed(trx, ctx, { order, amountMinor: -entryMinor, field: "amount" });
  }
  return await enterMoney(trx, ctx, {
    entries: [{
      order,
      id: ctx.random.id(ctx.now),
      kind: entryMinor < 0 ? "refund" : "payment",
      method,
      amountMinor: entryMinor,
      note: "",
      ...(received !== null && { cash: { receivedMinor: received, changeMinor: received - entryMinor } }),
    }],
    opening,
    receipts: false,
  });
}

interface Settled {
  /** What goes into the ledger now, negative when money goes back. */
  entryMinor: number;
  /** What stays open. */
  restMinor: number;
  fields: FieldErrors;
}

/** The balance must come to nothing, or somebody who may must say why it does not. */
function settle(ctx: Ctx, { balance }: Balance, input: DeliveryInput): Settled {
  const amount = input.amount ?? 0;
  const entryMinor = balance < 0 ? -amount : amount;
  const restMinor = balance - entryMinor;
  const fields: FieldErrors = {};
  if (amount > Math.abs(balance)) fields.amount = { code: "more_than_balance" };
  else if (amount > 0 && !input.method) fields.method = { code: "required" };
  else if (restMinor !== 0 && !mayLeaveOpen(ctx)) fields.amount = { code: "balance_open" };
  else if (restMinor !== 0 && input.debt_reason === "") fields.debt_reason = { code: "required" };
  return { entryMinor, restMinor, fields: { ...fields, ...receivedFields(entryMinor, input) } };
}

/** Nobody hands cash over for money that goes back. */
function receivedFields(entryMinor: number, { method, received }: DeliveryInput): FieldErrors {
  const taken = method && entryMinor > 0 ? [{ id: "", method, amountMinor: entryMinor }] : [];
  return changeFields({ parts: taken, received });
}

function mayLeaveOpen({ actor }: Ctx): boolean {
  return actorMay(actor, "debt.authorise");
}

function unsigned(ctx: Ctx, { input, signature }: Omit<HandOver, "order">): FieldErrors {
  if (signature) return {};
  if (ctx.shop.settings.delivery_signature_required) return { signature: { code: "signature_required" } };
  return input.unsigned_reason === "" ? { unsigned_reason: { code: "signature_or_reason" } } : {};
}

async function takeSignature(ctx: Ctx, input: DeliveryInput): Promise<ReceiptSignature | null> {
  const typed = input.signed_name === "" ? null : { name: input.signed_name, at: ctx.now, fileHash: "" };
  if (input.signature === "") return typed;
  const drawn = await signatureImage(input.signature);
  if (!drawn.ok && drawn.refusal.code === "signature_blank") return typed;
  if (!drawn.ok) throw invalid({ signature: drawn.refusal });
  const { hash } = await ctx.files.put(drawn.value.bytes, { forRow: true });
  return { name: input.signed_name || input.taken_by, at: ctx.now, fileHash: hash };
}

async function insertDelivery(
  trx: Db,
  ctx: Ctx,
  { order, input, accessories, signature, receipt }: HandOver & {
    accessories: readonly SettledAccessory[];
    receipt: DeliveryReceipt;
  },
): Promise<void> {
  const signatureId = signature ? ctx.random.id(ctx.now) : null;
  if (signature && signatureId) {
    await trx.insertInto("signature").values({
      id: signatureId,
      purpose: "delivery",
      name: signature.name,
      file_hash: signature.fileHash,
      at: signature.at,
      ip: ctx.ip,
    }).execute();
  }
  await trx.insertInto("delivery").values({
    id: input.form_key,
    order_id: order.id,
    taken_by: input.taken_by,
    taken_by_document: input.taken_by_document,
    signature_id: signatureId,
    unsigned_reason: receipt.unsignedReason,
    debt_reason: receipt.balance.minor === 0 ? "" : input.debt_reason,
    receipt_json: JSON.stringify(receipt),
    delivered_at: ctx.now,
    delivered_by: actingUser(ctx),
  }).execute();
  await insertHandBack(trx, ctx, { deliveryId: input.form_key, accessories });
}

async function deliveredBy(trx: Db, orderId: string, formKey: string): Promise<boolean> {
  const delivery = await trx.selectFrom("delivery").select("order_id").where("id", "=", formKey)
    .executeTakeFirst();
  if (delivery && delivery.order_id !== orderId) throw new AppError("conflict");
  return delivery !== undefined;
}
