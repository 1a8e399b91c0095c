import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import type { Random } from "../lib/random.ts";

const PREFIX = "whsec_";
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

/** The three headers; one signature for each secret, the newest first, so that either verifies while they overlap. */
export function signedHeaders({ id, timestamp, body }: Signed, secrets: readonly string[]) {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
  };
}

/** Under which context the secret box keeps an endpoint's secrets. */
export function secretContext(endpointId: string): string {
  return `webhook_secret:${endpointId}`;
}
