import { createHash } from "node:crypto";
import { ROOT } from "../root.ts";

/** Bytes of a password's SHA-256 that are kept: one that is not on the list is taken for one of it once in 20 million. */
export const KEPT_BYTES = 5;

let list: Promise<Uint8Array> | undefined;

/**
 * Whether a password of twelve characters or more is among the million that leaked most often, as typed or in lower case. The list
 * comes with the program (docs/security.md says from where); nobody is asked.
 */
export async function isBreached(password: string): Promise<boolean> {
  list ??= Deno.readFile(new URL("src/auth/breached.bin", ROOT));
  const known = await list;
  return [password, password.toLowerCase()].some((one) => holds(known, kept(one)));
}

/** What the list keeps of a password. */
export function kept(password: string): Uint8Array {
  return createHash("sha256").update(password).digest().subarray(0, KEPT_BYTES);
}

/** The entries stand one behind the other in their order. */
function holds(known: Uint8Array, wanted: Uint8Array): boolean {
  let [low, high] = [0, known.length / KEPT_BYTES];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compare(known.subarray(middle * KEPT_BYTES, (middle + 1) * KEPT_BYTES), wanted);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}

export function compare(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < KEPT_BYTES; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
