import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from "node:crypto";
import { sha256 } from "./token.ts";

/** Header of a PKCS #8 private key of Ed25519 (RFC 8410); the 32 bytes of the key itself follow. */
const PKCS8 = Uint8Array.fromHex("302e020100300506032b657004220420");

/** Seals what must not change unseen: Ed25519, so that who verifies needs no secret. */
export interface Sealer {
  /** base64url. */
  publicKey: string;
  /** base64url; the same bytes always get the same seal. */
  seal(bytes: Uint8Array): string;
}

const PAPERS: { purpose: string; salt: Uint8Array } = {
  purpose: "reparo paper seal v1",
  salt: new Uint8Array(32),
};

/**
 * The seal of a shop, for its papers unless told: its key follows from the secret key (at least 32 characters), so there is no second
 * one to keep.
 */
export function sealerOf(secretKey: string, { purpose, salt } = PAPERS): Sealer {
  if (secretKey.length < 32) throw new RangeError("the secret key has fewer than 32 characters");
  const seed = new Uint8Array(hkdfSync("sha256", secretKey, salt, purpose, 32));
  const key = createPrivateKey({ key: Buffer.from([...PKCS8, ...seed]), format: "der", type: "pkcs8" });
  return {
    publicKey: key.export({ format: "jwk" }).x ?? "",
    seal: (bytes) => sign(null, bytes, key).toString("base64url"),
  };
}

export function sealHolds(bytes: Uint8Array, given: { publicKey: string; seal: string }): boolean {
  const key = publicKey(given.publicKey);
  const seal = Buffer.from(given.seal, "base64url");
  // The last character carries bits that decoding drops: only one way to write a seal is the seal.
  return key !== null && seal.toString("base64url") === given.seal && verify(null, bytes, key, seal);
}

/** What two people compare on the phone: `4f2a 91c0 …`. */
export function fingerprint(publicKey: string): string {
  return sha256(publicKey).slice(0, 32).replace(/(.{4})(?!$)/g, "$1 ");
}

function publicKey(text: string): KeyObject | null {
  try {
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: text }, format: "jwk" });
  } catch (error) {
    // Not every text is a point on the curve.
    if (error instanceof Error) return null;
    throw error;
  }
}
