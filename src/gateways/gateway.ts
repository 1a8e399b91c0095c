import type { PaymentMethod } from "../orders/order.ts";

export const PROVIDERS = ["mercado_pago", "stripe", "signed"] as const;
export type Provider = (typeof PROVIDERS)[number];

/** Those that clients are sent to and whose API is asked; `signed` only tells. */
export const CHECKOUT_PROVIDERS = ["mercado_pago", "stripe"] as const;
export type CheckoutProvider = (typeof CHECKOUT_PROVIDERS)[number];

export function isCheckout(provider: Provider): provider is CheckoutProvider {
  return provider !== "signed";
}

/** As papers and the history name them. */
export const PROVIDER_NAME = {
  mercado_pago: "Mercado Pago",
  stripe: "Stripe",
  signed: "Pasarela",
} as const satisfies Record<Provider, string>;

/** Who an entry of the ledger is by: the gateway that brought it, else somebody of the shop. */
export function enteredBy({ gateway, user }: { gateway: Provider | null; user: string }): string {
  return gateway === null ? user : PROVIDER_NAME[gateway];
}

/** How the ledger counts what comes by each. */
export const METHOD_OF = {
  mercado_pago: "mercado_pago",
  stripe: "card",
  signed: "other",
} as const satisfies Record<Provider, PaymentMethod>;

export const PURPOSES = ["deposit", "balance"] as const;
export type Purpose = (typeof PURPOSES)[number];

/** `starting`: the provider has not answered yet. */
export const INTENT_STATES = ["starting", "open", "pending", "paid", "review", "expired"] as const;
export type IntentState = (typeof INTENT_STATES)[number];

export const GATEWAY_PAYMENT_STATES = ["pending", "recorded", "review", "rejected", "dismissed"] as const;
export type GatewayPaymentState = (typeof GATEWAY_PAYMENT_STATES)[number];

export const REVIEW_REASONS = [
  "unknown_reference",
  "amount_differs",
  "currency_differs",
  "overpaid",
  "order_closed",
  "test_payment",
  "chargeback",
  "refund_unknown",
] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];
export const REVIEW_KINDS = ["payment", "refund"] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];
export const REVIEW_STATES = ["open", "accepted", "dismissed"] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

export type ProbeResult = "ok" | "refused" | "unreachable";

/** What was entered of a provider's own: its token and the secret of its callbacks. `signed` has the secret alone. */
export interface Credentials {
  token: string;
  secret: string;
}

/** A payment as the provider knows it. Amounts in minor units. */
export interface ProviderPayment {
  externalId: string;
  /** Our intent, as the provider was told; "" when it names none. */
  intentId: string;
  /** An order's number, where no intent is named. */
  orderNumber?: string;
  state: "pending" | "approved" | "rejected" | "charged_back";
  amountMinor: number;
  currency: string;
  /** Given back in all. */
  refundedMinor: number;
  live: boolean;
}
