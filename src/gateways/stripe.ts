import { z } from "zod";
import { minorDigits } from "../lib/money.ts";
import {
  type Adapter,
  CallbackRefused,
  type Connection,
  type NewCheckout,
  type RawCallback,
  type Subject,
  type VerifiedEvent,
} from "./adapter.ts";
import type { ProviderPayment } from "./gateway.ts";
import { askProvider, ProviderFault } from "./provider_http.ts";
import { hmacHex, requireFresh, requireSame, signatureParts } from "./signature.ts";

/** The shapes below are this version's, whatever the account's own is. */
const API_VERSION = "2024-06-20";

const session = z.object({
  id: z.string(),
  url: z.url({ protocol: /^https?$/ }).nullish(),
  payment_intent: z.string().nullish(),
});

const charge = z.object({ amount_refunded: z.int(), disputed: z.boolean() });

const paymentIntent = z.object({
  id: z.string(),
  status: z.string(),
  amount: z.int(),
  amount_received: z.int(),
  currency: z.string().regex(/^[a-z]{3}$/),
  livemode: z.boolean(),
  metadata: z.record(z.string(), z.string()),
  latest_charge: charge.nullish(),
});

const event = z.object({
  id: z.string().min(1).max(255),
  type: z.string(),
  data: z.object({
    object: z.object({ object: z.string(), id: z.string(), payment_intent: z.string().nullish() }),
  }),
});

/** Under which a payment carries our intent's id. */
const REFERENCE = "reparo_intent";

/** Checkout sessions, the payment intents behind them, and signed events. */
export const stripe: Adapter = {
  async createCheckout(to, checkout) {
    const made = await askProvider({
      method: "POST",
      url: `${to.url}/v1/checkout/sessions`,
      headers: {
        ...headers(to),
        "Content-Type": "application/x-www-form-urlencoded",
        "Idempotency-Key": checkout.intentId,
      },
      body: sessionForm(checkout).toString(),
    }, session);
    if (!made.url) throw new ProviderFault("unknown", "The provider's session has no page");
    return { externalId: made.id, payUrl: made.url };
  },

  async paymentsOf(to, subject) {
    if (subject.kind === "payment") return await readPayment(to, subject.id);
    return subject.kind === "session" ? await ofSession(to, subject.id) : [];
  },

  async paymentsFor(to, { externalId }) {
    return externalId === null ? [] : await ofSession(to, externalId);
  },

  async check(to) {
    await get(to, "/v1/checkout/sessions?limit=1", z.object({ object: z.literal("list") }));
  },

  verify,
};

function sessionForm(
  { intentId, title, amountMinor, currency, expiresAt, returnUrl }: NewCheckout,
): URLSearchParams {
  return new URLSearchParams({
    mode: "payment",
    client_reference_id: intentId,
    [`metadata[${REFERENCE}]`]: intentId,
    [`payment_intent_data[metadata][${REFERENCE}]`]: intentId,
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": currency.toLowerCase(),
    "line_items[0][price_data][unit_amount]": String(toTheirs(amountMinor, currency)),
    "line_items[0][price_data][product_data][name]": title,
    success_url: returnUrl,
    cancel_url: returnUrl,
    expires_at: String(Math.floor(expiresAt / 1_000)),
  });
}

/** @throws CallbackRefused */
function verify(raw: RawCallback, secret: string): VerifiedEvent {
  const header = raw.header("stripe-signature");
  if (header === "") throw new CallbackRefused(401, "The callback is not signed");
  const parts = signatureParts(header);
  const stamp = parts.get("t")?.[0] ?? "";
  requireSame(parts.get("v1") ?? [], [hmacHex(secret, `${stamp}.${raw.body}`)]);
  requireFresh(stamp, raw.now);
  const told = read(raw.body);
  return { eventId: told.id, signed: true, subject: subjectOf(told.data.object) };
}

function read(body: string): z.output<typeof event> {
  try {
    return event.parse(JSON.parse(body));
  } catch {
    throw new CallbackRefused(400, "The body is no event");
  }
}

function subjectOf(about: z.output<typeof event>["data"]["object"]): Subject {
  if (about.object === "checkout.session") return { kind: "session", id: about.id };
  if (about.object === "payment_intent") return { kind: "payment", id: about.id };
  const tells = about.object === "charge" || about.object === "dispute" || about.object === "refund";
  return tells && about.payment_intent ? { kind: "payment", id: about.payment_intent } : { kind: "none" };
}

async function ofSession(to: Connection, id: string): Promise<ProviderPayment[]> {
  const { payment_intent } = await get(to, `/v1/checkout/sessions/${encodeURIComponent(id)}`, session);
  return payment_intent ? await readPayment(to, payment_intent) : [];
}

/** Nothing for what somebody sold on the same account by other means. */
async function readPayment(to: Connection, id: string): Promise<ProviderPayment[]> {
  const path = `/v1/payment_intents/${encodeURIComponent(id)}?expand[]=latest_charge`;
  const row = await get(to, path, paymentIntent);
  const intentId = row.metadata[REFERENCE];
  if (intentId === undefined) return [];
  const currency = row.currency.toUpperCase();
  return [{
    externalId: row.id,
    intentId,
    state: stateOf(row),
    amountMinor: toOurs(row.status === "succeeded" ? row.amount_received : row.amount, currency),
    currency,
    refundedMinor: toOurs(row.latest_charge?.amount_refunded ?? 0, currency),
    live: row.livemode,
  }];
}

function stateOf({ status, latest_charge }: z.output<typeof paymentIntent>): ProviderPayment["state"] {
  if (status === "succeeded") return latest_charge?.disputed ? "charged_back" : "approved";
  return status === "canceled" || status === "requires_payment_method" ? "rejected" : "pending";
}

/** Currencies that Stripe counts in hundredths although they have none, and one that it counts whole. */
const THEIR_DIGITS: Record<string, number> = { ISK: 2, UGX: 2, MGA: 0 };

function shift(currency: string): number {
  return 10 ** Math.abs((THEIR_DIGITS[currency] ?? minorDigits(currency)) - minorDigits(currency));
}

function theyCountFiner(currency: string): boolean {
  return (THEIR_DIGITS[currency] ?? minorDigits(currency)) >= minorDigits(currency);
}

/** @throws ProviderFault for a part that one of the two does not count */
function toTheirs(minor: number, currency: string): number {
  return theyCountFiner(currency) ? minor * shift(currency) : whole(minor, shift(currency));
}

function toOurs(theirs: number, currency: string): number {
  return theyCountFiner(currency) ? whole(theirs, shift(currency)) : theirs * shift(currency);
}

function whole(parts: number, size: number): number {
  if (parts % size !== 0) throw new ProviderFault("refused", "The currency has no such amount");
  return Number(BigInt(parts) / BigInt(size));
}

function headers({ credentials }: Connection): Record<string, string> {
  return {
    Authorization: `Bearer ${credentials.token}`,
    "Stripe-Version": API_VERSION,
    Accept: "application/json",
  };
}

async function get<S extends z.ZodType>(to: Connection, path: string, schema: S): Promise<z.output<S>> {
  return await askProvider({ method: "GET", url: to.url + path, headers: headers(to) }, schema);
}
