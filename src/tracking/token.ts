import { hmac, sha256 } from "../lib/token.ts";

/** 22 characters of base64url are 132 bits; longer ones make the label's QR code denser than a phone likes. */
const LENGTH = 22;
const TOKEN = /^[\w-]{22}$/;

/** The secret part of a client's link, derived from the link's id so that it need not be stored to be shown again. */
export function trackingToken(secretKey: string, linkId: string): string {
  return hmac(secretKey, `tracking ${linkId}`).slice(0, LENGTH);
}

/** The same of a link by which devices are announced. */
export function preintakeToken(secretKey: string, linkId: string): string {
  return hmac(secretKey, `preintake ${linkId}`).slice(0, LENGTH);
}

/** What the table holds of a token. */
export function trackingHash(token: string): string {
  return sha256(token);
}

export function isTrackingToken(text: string): boolean {
  return TOKEN.test(text);
}
