import { z } from "zod";
import type { PublishedKey } from "./key.ts";

export const KEYS_FORMAT = "reparo-signing-keys";

const instant = z.iso.datetime().transform((text) => Date.parse(text));

/** The file with the shop's keys, as *Constancias* gives it out. */
export const KeysFile = z.object({
  format: z.literal(KEYS_FORMAT),
  keys: z.array(z.object({
    public_key: z.string(),
    retired_at: instant.nullable(),
    leaked_from: instant.nullable(),
  })),
});

/** The keys in such a file. @throws Error for any other text */
export function keysIn(text: string): PublishedKey[] {
  const { keys } = KeysFile.parse(JSON.parse(text));
  return keys.map((key) => ({
    publicKey: key.public_key,
    retiredAt: key.retired_at,
    leakedFrom: key.leaked_from,
  }));
}
