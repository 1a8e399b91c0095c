import type { Ctx } from "../../src/context.ts";
import { payAccount } from "../../src/payments/account_commands.ts";
import { accountPaymentInput } from "../../src/payments/input.ts";

export interface TypedShare {
  order: string;
  seen: { charged: string; paid: string };
  amount?: string;
  form_key?: string;
}

/** Pays over several orders of a client as the form would, in cash unless told. */
export async function payShares(
  ctx: Ctx,
  clientId: string,
  { shares, ...typed }: { amount: string; shares: TypedShare[] } & Record<string, unknown>,
): Promise<number> {
  const form = {
    method: "cash",
    ...typed,
    shares: shares.map((share) => ({ form_key: crypto.randomUUID(), ...share })),
  };
  return await payAccount(ctx, clientId, accountPaymentInput("ARS").parse(form));
}
