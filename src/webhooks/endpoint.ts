import type { EventType } from "../events/event.ts";

/** `dead`: every try has failed; a person may send it again. */
export const DELIVERY_STATES = ["waiting", "leased", "delivered", "dead"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Why an endpoint was stopped by itself: it answered 410 Gone, or nothing arrived for five days. */
export const STOP_CAUSES = ["gone", "failing"] as const;
export type StopCause = (typeof STOP_CAUSES)[number];

export const MOST_ENDPOINTS = 32;

export interface Endpoint {
  id: string;
  url: string;
  description: string;
  /** Empty for all. */
  types: EventType[];
  active: boolean;
  failingSince: number | null;
  /** Until when the receiver asked to be left alone, 0 when it did not. */
  notBefore: number;
  stopped: { at: number; cause: StopCause } | null;
  /** Until when the former secret signs too. */
  oldSecretUntil: number | null;
  createdAt: number;
  version: number;
}

const DAY = 86_400_000;

/** Both secrets sign for so long after a new one was made. */
export const OVERLAP_MS = DAY;

/** An endpoint that nothing has reached for so long is stopped. */
export const GIVE_UP_MS = 5 * DAY;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses after each failed try, by Standard Webhooks 1.0.0: ten tries in about 75 hours. */
const PAUSES_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  DAY,
] as const;
export const MOST_ATTEMPTS = PAUSES_MS.length + 1;

/** A receiver that asks for more patience than this gets this. */
const LONGEST_RETRY_AFTER_MS = DAY;
const THROTTLING = [429, 502, 503, 504];

/**
 * Milliseconds until the next try after so many failed ones, ± 10 % so that what failed together does not return together; null when
 * there is none.
 */
export function pauseAfter(attempts: number, bytes: (length: number) => Uint8Array): number | null {
  const pause = PAUSES_MS[attempts - 1];
  if (pause === undefined) return null;
  const [high = 0, low = 0] = bytes(2);
  return Math.round(pause * (0.9 + 0.2 * (high * 256 + low) / 65_535));
}

/** Milliseconds for which an answer asks to be left alone (RFC 9110, 10.2.3), 0 when it does not. */
export function askedPause({ status, retryAfter, now }: {
  status: number | null;
  retryAfter: string;
  now: number;
}): number {
  if (status === null || !THROTTLING.includes(status)) return 0;
  const seconds = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * SECOND : Date.parse(retryAfter) - now;
  return Number.isFinite(seconds) ? Math.min(Math.max(0, seconds), LONGEST_RETRY_AFTER_MS) : 0;
}
