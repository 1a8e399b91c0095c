/** What the shop publishes of a key that signs its order files; instants are UTC milliseconds. */
export interface PublishedKey {
  /** base64url of 32 bytes. */
  publicKey: string;
  /** When another one took its place; it signs nothing from then on. */
  retiredAt: number | null;
  /** From when on it may have been in wrong hands: what says that it was made later counts for nothing. */
  leakedFrom: number | null;
}

/** With what else the shop's own page says of it. */
export interface PublicSigningKey extends PublishedKey {
  id: string;
  /** As openssl reads it. */
  pem: string;
  createdAt: number;
}

/** Why a signature of a key does not count. */
export const KEY_FAULTS = ["unknown", "retired", "leaked"] as const;
export type KeyFault = (typeof KEY_FAULTS)[number];

/** What was begun before a key was retired may have been signed a moment later. */
const UNDER_WAY_MS = 5 * 60_000;

/** Judges what says that it was made at an instant and is signed with a key; null is for what counts. */
export function keyFault(
  keys: readonly PublishedKey[],
  { publicKey, madeAt }: { publicKey: string; madeAt: number },
): KeyFault | null {
  const key = keys.find((one) => one.publicKey === publicKey);
  if (!key) return "unknown";
  if (key.leakedFrom !== null && !(madeAt < key.leakedFrom)) return "leaked";
  if (key.retiredAt !== null && !(madeAt <= key.retiredAt + UNDER_WAY_MS)) return "retired";
  return null;
}
