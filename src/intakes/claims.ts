import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { deviceWithSerial } from "../devices/queries.ts";
import type { FieldError, FieldErrors } from "../lib/app_error.ts";
import { formatDate } from "../lib/dates.ts";
import { recordEvent } from "../orders/history.ts";
import { warrantyOf } from "../warranties/queries.ts";
import { inForce } from "../warranties/warranty.ts";
import type { IntakeDevice, IntakeInput } from "./input.ts";

/** Why a device cannot come under the warranty that its form names, by the form's fields. */
export async function claimRefusals(trx: Db, ctx: Ctx, { devices, slip }: IntakeInput): Promise<FieldErrors> {
  const errors: FieldErrors = {};
  const cameAt = slip?.receivedAt ?? ctx.now;
  for (const [index, device] of devices.entries()) {
    const refusal = device.warrantyOf === null ? null : await refusalOf(trx, ctx, { device, cameAt });
    if (refusal) errors[`devices.${index}.warranty_of`] = refusal;
  }
  return errors;
}

async function refusalOf(
  trx: Db,
  ctx: Ctx,
  { device, cameAt }: { device: IntakeDevice; cameAt: number },
): Promise<FieldError | null> {
  const warranty = await warrantyOf(trx, device.warrantyOf ?? "");
  if (!warranty) return { code: "claim_unknown" };
  if (!inForce(warranty, cameAt)) {
    const { timeZone } = branchOf(ctx.shop, warranty.branchId);
    return {
      code: "claim_over",
      params: { date: formatDate(warranty.endsAt, { locale: ctx.locale, timeZone }) },
    };
  }
  const deviceId = device.deviceId ?? (await deviceWithSerial(trx, device.device))?.id;
  return deviceId === warranty.deviceId
    ? null
    : { code: "claim_other_device", params: { number: warranty.number } };
}

/** The order whose warranty a device comes under, null when it comes for anything else. */
export async function claimedOrder(
  trx: Db,
  { warrantyOf: number }: IntakeDevice,
): Promise<{ id: string; number: string } | null> {
  const warranty = number === null ? undefined : await warrantyOf(trx, number);
  return warranty ? { id: warranty.orderId, number: warranty.number } : null;
}

/** Tells the history of the claimed order which one claims it. */
export async function tellClaimed(
  trx: Db,
  ctx: Ctx,
  { claimed, by }: { claimed: { id: string }; by: string },
): Promise<void> {
  await recordEvent(trx, ctx, { orderId: claimed.id, kind: "warranty_claimed", data: { claim: by } });
}
