import { createHmac } from "node:crypto";
import { sameText } from "../lib/token.ts";
import { CallbackRefused, TOLERANCE_MS } from "./adapter.ts";

/** HMAC-SHA256, lower-case hex. */
export function hmacHex(key: string, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

/** HMAC-SHA256, base64 with its padding. */
export function hmacBase64(key: Uint8Array, text: string): string {
  return createHmac("sha256", key).update(text).digest("base64");
}

/** `t=1,v1=a,v1=b` → each name with its values. */
export function signatureParts(header: string): Map<string, string[]> {
  const parts = new Map<string, string[]>();
  for (const part of header.split(",").slice(0, 20)) {
    const at = part.indexOf("=");
    if (at < 0) continue;
    const name = part.slice(0, at).trim();
    parts.set(name, [...parts.get(name) ?? [], part.slice(at + 1).trim()]);
  }
  return parts;
}

/** @throws CallbackRefused 401 unless one of what was given is one of what it should be */
export function requireSame(given: readonly string[], expected: readonly string[]): void {
  const fits = given.some((one) => expected.some((other) => sameText(one, other)));
  if (!fits) throw new CallbackRefused(401, "The signature does not fit");
}

/** Instants in seconds or milliseconds. @throws CallbackRefused 401 for one too far from now, 400 for none */
export function requireFresh(stamp: string, now: number): void {
  if (!/^\d{9,14}$/.test(stamp)) throw new CallbackRefused(400, "The signature has no instant");
  const at = stamp.length > 11 ? Number(stamp) : Number(stamp) * 1_000;
  if (Math.abs(now - at) > TOLERANCE_MS) throw new CallbackRefused(401, "The signature is too old");
}
