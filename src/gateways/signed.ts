import { z } from "zod";
import { CallbackRefused, type RawCallback, type VerifiedEvent } from "./adapter.ts";
import type { ProviderPayment } from "./gateway.ts";
import { hmacBase64, requireFresh, requireSame } from "./signature.ts";

const name = z.string().trim().min(1).max(100);

/** What any gateway can tell by the Standard Webhooks specification; unknown fields are let be. */
const report = z.object({
  event_id: name,
  /** The payment's own; without one each event stands for a payment. */
  payment_id: name.optional(),
  intent_id: z.uuid().optional(),
  order_number: name.optional(),
  /** Whole minor units: what was paid, or for `refunded` what was given back in all. */
  amount_minor: z.int().min(1).max(9_999_999_999_999),
  currency: z.string().regex(/^[A-Z]{3}$/),
  status: z.enum(["pending", "paid", "failed", "refunded", "charged_back"]),
}).refine(({ intent_id, order_number }) => intent_id ?? order_number, { path: ["order_number"] })
  .refine(({ status, payment_id }) => status !== "refunded" || payment_id, { path: ["payment_id"] });

export const signed = {
  /** @throws CallbackRefused */
  verify(raw: RawCallback, secret: string): VerifiedEvent {
    const [id, stamp] = [raw.header("webhook-id"), raw.header("webhook-timestamp")];
    if (id === "" || stamp === "") throw new CallbackRefused(400, "The callback is not signed");
    const given = raw.header("webhook-signature").split(" ").slice(0, 10)
      .flatMap((one) => one.startsWith("v1,") ? [one.slice(3)] : []);
    requireSame(given, [hmacBase64(keyOf(secret), `${id}.${stamp}.${raw.body}`)]);
    requireFresh(stamp, raw.now);
    const { event_id } = read(raw.body);
    return { eventId: event_id, signed: true, subject: { kind: "none" } };
  },
};

/** The payment that a kept report tells of; one that is `refunded` was paid before. */
export function reportedPayment(body: string): ProviderPayment {
  const { event_id, payment_id, intent_id, order_number, amount_minor, currency, status } = read(body);
  const refunded = status === "refunded";
  return {
    externalId: payment_id ?? event_id,
    intentId: intent_id ?? "",
    orderNumber: order_number,
    state: STATES[status],
    amountMinor: refunded ? 0 : amount_minor,
    currency,
    refundedMinor: refunded ? amount_minor : 0,
    live: true,
  };
}

const STATES = {
  pending: "pending",
  paid: "approved",
  failed: "rejected",
  // What was paid is told by an event of its own, which may come later.
  refunded: "pending",
  charged_back: "charged_back",
} as const;

/** `whsec_` and base64, as the specification has it. */
export function keyOf(secret: string): Uint8Array {
  return Uint8Array.fromBase64(secret.replace(/^whsec_/, ""));
}

function read(body: string): z.output<typeof report> {
  try {
    return report.parse(JSON.parse(body));
  } catch {
    throw new CallbackRefused(400, "The body is no report of a payment");
  }
}
