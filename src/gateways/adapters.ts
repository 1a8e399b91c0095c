import type { Adapter, Verifier } from "./adapter.ts";
import { type CheckoutProvider, isCheckout, type Provider } from "./gateway.ts";

/** Loaded when it is first asked for: most requests have nothing to do with a provider. */
export async function adapterOf(provider: CheckoutProvider): Promise<Adapter> {
  return provider === "mercado_pago"
    ? (await import("./mercado_pago.ts")).mercadoPago
    : (await import("./stripe.ts")).stripe;
}

export async function verifierOf(provider: Provider): Promise<Verifier> {
  return isCheckout(provider) ? await adapterOf(provider) : (await import("./signed.ts")).signed;
}
