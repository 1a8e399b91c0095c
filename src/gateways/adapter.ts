import type { Credentials, ProviderPayment } from "./gateway.ts";

/** A provider as one shop uses it. */
export interface Connection {
  /** Without a trailing slash. */
  url: string;
  /** False while it works with the provider's test accounts. */
  live: boolean;
  credentials: Credentials;
}

export interface NewCheckout {
  /** Reference and idempotency key. */
  intentId: string;
  title: string;
  amountMinor: number;
  currency: string;
  /** UTC milliseconds. */
  expiresAt: number;
  /** Where the client comes back to, however it went. */
  returnUrl: string;
  /** Where the provider tells what happened; null where nobody outside can reach the shop. */
  callbackUrl: string | null;
}

/** What an event is about. */
export type Subject = { kind: "payment" | "merchant_order" | "session"; id: string } | { kind: "none" };

/** A callback as it came in, before anything of it is believed. */
export interface RawCallback {
  body: string;
  header(name: string): string;
  query(name: string): string;
  /** UTC milliseconds. */
  now: number;
}

/** `signed` false: a hint that something happened, nothing more. */
export interface VerifiedEvent {
  eventId: string;
  subject: Subject;
  signed: boolean;
}

/** A signature or a body that cannot be believed. */
export class CallbackRefused extends Error {
  override readonly name = "CallbackRefused";
  constructor(readonly status: 400 | 401, message: string) {
    super(message);
  }
}

/** Verifies a callback on its raw body. @throws CallbackRefused */
export interface Verifier {
  verify(raw: RawCallback, secret: string): VerifiedEvent;
}

/** What every provider with an API of its own can do. All throw ProviderFault. */
export interface Adapter extends Verifier {
  createCheckout(to: Connection, checkout: NewCheckout): Promise<{ externalId: string; payUrl: string }>;
  /** What the provider knows now of what an event is about. */
  paymentsOf(to: Connection, subject: Subject): Promise<ProviderPayment[]>;
  /** The same of an intent of ours. */
  paymentsFor(
    to: Connection,
    intent: { id: string; externalId: string | null },
  ): Promise<ProviderPayment[]>;
  /** Whether the credentials are good. */
  check(to: Connection): Promise<void>;
}

/** Callbacks are believed for so long, as the providers advise. */
export const TOLERANCE_MS = 300_000;
