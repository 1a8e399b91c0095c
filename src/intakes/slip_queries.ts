import { type Branch, branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import { type FieldError, type FieldErrors, notFound } from "../lib/app_error.ts";
import { formatDateTime, instantOf, isLocalDateTime } from "../lib/dates.ts";
import { type Typed, typedText } from "../lib/form.ts";
import { type Slip, slipNumbered } from "../slips/queries.ts";
import { slipRefusal } from "../slips/refusal.ts";
import { typedSlip } from "./input.ts";
import { staffOf } from "./staff.ts";

/** The slip whose number the first device of a form takes. */
export interface FormSlip {
  number: string;
  /** Null for a number that was never reserved. */
  facts: Slip | null;
  /** Why it can no longer be taken, null while it can. */
  refusal: FieldError | null;
}

/** Also of a form that has given its slip up: the page goes on showing why. */
export async function slipOfForm(ctx: Ctx, typed: Typed): Promise<FormSlip | null> {
  const number = typedText(typed, "slip").trim();
  if (number === "") return null;
  const facts = await slipNumbered(ctx.db, number) ?? null;
  const { branchId } = staffOf(ctx);
  const refusal = facts ? slipRefusal(ctx.shop, facts, branchId) : { code: "slip_unknown" };
  return { number, facts, refusal };
}

/** Whether an intake of the one who asks can take the slip's number. @throws AppError not_found for one that was never reserved */
export async function mayTakeSlip(ctx: Ctx, number: string): Promise<boolean> {
  const slip = await slipNumbered(ctx.db, number);
  if (!slip) throw notFound("slip_not_found");
  return slipRefusal(ctx.shop, slip, staffOf(ctx).branchId) === null;
}

/** Whether a form's slip is still to be had, and was there when the device is said to have come; nothing is saved. */
export async function typedSlipErrors(ctx: Ctx, typed: Typed): Promise<FieldErrors> {
  const number = typedSlip(typed);
  if (number === "") return {};
  const branch = branchOf(ctx.shop, staffOf(ctx).branchId);
  const slip = await slipNumbered(ctx.db, number);
  const refusal = slip ? slipRefusal(ctx.shop, slip, branch.id) : { code: "slip_unknown" };
  if (!slip || refusal) return refusal ? { slip_dropped: refusal } : {};
  const text = typedText(typed, "received").trim();
  const receivedAt = isLocalDateTime(text) ? instantOf(text, branch.timeZone) : null;
  return earlyErrors(ctx, { wanted: { receivedAt }, slip, branch });
}

const MINUTE = 60_000;

interface Coming {
  wanted: { receivedAt: number | null };
  slip: { reservedAt: number };
  branch: Branch;
}

/** A device cannot have come before its slip was there; forms tell minutes, not seconds. */
export function earlyErrors(ctx: Ctx, { wanted, slip, branch }: Coming): FieldErrors {
  const reserved = Math.floor(slip.reservedAt / MINUTE) * MINUTE;
  if (wanted.receivedAt === null || wanted.receivedAt >= reserved) return {};
  const at = formatDateTime(reserved, { locale: ctx.locale, timeZone: branch.timeZone });
  return { received: { code: "before_slip", params: { at } } };
}
