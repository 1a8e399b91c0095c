import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { type Sealer, sealerOf } from "../lib/seal.ts";
import type { Random } from "../lib/random.ts";

const PREFIX = "whsec_";
const PUBLIC_PREFIX = "whpk_";
const SECRET_BYTES = 32;

/** `whsec_` and 32 random bytes in base64, as Standard Webhooks 1.0.0 writes them. */
export function newSecret(random: Random): string {
  return PREFIX + random.bytes(SECRET_BYTES).toBase64();
}

export interface Signed {
  id: string;
  /** UTC seconds of this try. */
  timestamp: number;
  body: string;
}

/** A secret, which signs as `v1`, with the Ed25519 key that goes with it and signs as `v1a`. */
export interface SigningKey {
  secret: string;
  sealer: Sealer;
}

/** The key of `v1a` follows from the shop's secret key and the secret: it is renewed with it, and no receiver can make it. */
export function signingKey(secretKey: string, secret: string): SigningKey {
  return { secret, sealer: sealerOf(secretKey, { purpose: "reparo webhook v1a", salt: bytesOf(secret) }) };
}

/** `whpk_` and the 32 bytes of the key in base64. */
export function publicKeyText({ sealer }: SigningKey): string {
  return PUBLIC_PREFIX + Buffer.from(sealer.publicKey, "base64url").toString("base64");
}

/** The three headers; both signatures for each key, the newest first, so that either verifies while they overlap. */
export function signedHeaders({ id, timestamp, body }: Signed, keys: readonly SigningKey[]) {
  const bytes = Buffer.from(`${id}.${timestamp}.${body}`);
  const hmacs = keys.map(({ secret }) =>
    `v1,${createHmac("sha256", bytesOf(secret)).update(bytes).digest("base64")}`
  );
  const seals = keys.map(({ sealer }) =>
    `v1a,${Buffer.from(sealer.seal(bytes), "base64url").toString("base64")}`
  );
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": [...hmacs, ...seals].join(" "),
  };
}

function bytesOf(secret: string): Uint8Array {
  return Buffer.from(secret.slice(PREFIX.length), "base64");
}

/** Under which context the secret box keeps an endpoint's secrets. */
export function secretContext(endpointId: string): string {
  return `webhook_secret:${endpointId}`;
}
