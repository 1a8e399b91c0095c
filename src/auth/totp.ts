import { base32 } from "../lib/token.ts";
import type { Random } from "../lib/random.ts";

const SECRET_BYTES = 20;
/** What apps expect (RFC 6238): six figures, of half a minute each. */
const PERIOD_SECONDS = 30;
const SHAPE = { algorithm: "SHA1", digits: 6, period: PERIOD_SECONDS };
/** How many half minutes a phone's clock may be off, either way. */
export const OFF_BY = 1;

/** A new secret, base32. */
export function newTotpSecret(random: Random): string {
  return base32(random.bytes(SECRET_BYTES));
}

/** What the QR of an app says. */
export async function totpUri({ secret, shop, email }: { secret: string; shop: string; email: string }) {
  const { TOTP } = await import("otpauth");
  return new TOTP({ ...SHAPE, secret, issuer: shop, label: email }).toString();
}

/** The half minute, counted from 1970, of an instant in UTC milliseconds. */
export function stepAt(now: number): number {
  return Math.floor(now / 1000 / PERIOD_SECONDS);
}

/** The half minute (counted from 1970) whose code this is at `now`, in UTC milliseconds; null for none close by. */
export async function stepOfCode(
  { secret, code, now }: { secret: string; code: string; now: number },
): Promise<number | null> {
  const { Secret, TOTP } = await import("otpauth");
  const totp = new TOTP({ ...SHAPE, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code, timestamp: now, window: OFF_BY });
  return delta === null ? null : stepAt(now) + delta;
}
