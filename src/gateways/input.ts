import { z } from "zod";
import { line, requiredLine, tick, version } from "../lib/form.ts";
import { CHECKOUT_PROVIDERS, type Provider, PROVIDERS } from "./gateway.ts";

/** One line without spaces; blank keeps what there is. */
export const credential = line(500).pipe(z.string().regex(/^\S*$/, { error: "credential" })).default("");

export const providerParam = z.enum(PROVIDERS);

export function gatewayInput(provider: Provider) {
  return z.object({
    enabled: tick,
    live: tick,
    takes_balance: tick,
    takes_deposit: tick,
    token: credential,
    secret: provider === "signed"
      ? credential.refine((secret) => secret === "" || isSigningSecret(secret), { error: "signing_secret" })
      : credential,
    version,
  });
}
export type GatewayInput = z.output<ReturnType<typeof gatewayInput>>;

export const checkoutInput = z.object({
  provider: z.enum(CHECKOUT_PROVIDERS, { error: "required" }),
  form_key: z.uuid({ error: "invalid" }),
});
export type CheckoutInput = z.output<typeof checkoutInput>;

export const linkMailInput = z.object({ form_key: z.uuid({ error: "invalid" }) });

export const acceptInput = z.object({
  order: requiredLine(40),
  /** The client gets no receipt by mail. */
  silent: tick,
});
export type AcceptInput = z.output<typeof acceptInput>;
export const dismissInput = z.object({ note: requiredLine(300) });

/** What the list of online payments shows; what does not fit counts as absent. */
export const paymentsFilter = z.object({
  pasarela: z.enum(PROVIDERS).nullable().default(null).catch(null),
  antes: z.string().regex(/^\d{1,15}$/).transform(Number).nullable().default(null).catch(null),
});
export type PaymentsFilter = z.output<typeof paymentsFilter>;

/** As Standard Webhooks has it: `whsec_` and 24 to 64 bytes in base64. */
function isSigningSecret(secret: string): boolean {
  try {
    const { length } = Uint8Array.fromBase64(secret.replace(/^whsec_/, ""));
    return length >= 24 && length <= 64;
  } catch {
    return false;
  }
}
