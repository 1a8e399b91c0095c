import type { Ctx } from "../../src/context.ts";
import { recordPayment, recordRefund } from "../../src/payments/commands.ts";
import { paymentInput, refundInput } from "../../src/payments/input.ts";

/** Pays as the form would: what is not said is a payment in cash. */
export async function pay(ctx: Ctx, number: string, typed: Record<string, unknown>): Promise<string> {
  const form = { method: "cash", form_key: crypto.randomUUID(), ...typed };
  return await recordPayment(ctx, number, paymentInput("ARS").parse(form));
}

export async function refund(ctx: Ctx, number: string, typed: Record<string, unknown>): Promise<string> {
  const form = { method: "cash", reason: "Se cobró de más", form_key: crypto.randomUUID(), ...typed };
  return await recordRefund(ctx, number, refundInput("ARS").parse(form));
}
