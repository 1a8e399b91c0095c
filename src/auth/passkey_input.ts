import { z } from "zod";
import { requiredLine } from "../lib/form.ts";

const bytes = z.string().regex(/^[\w-]{1,8192}$/);
const about = {
  id: bytes,
  rawId: bytes,
  type: z.literal("public-key"),
  clientExtensionResults: z.looseObject({}),
};

/** What a browser answers as it made a passkey (`PublicKeyCredential.toJSON()`). */
export const madePasskey = z.object({
  ...about,
  response: z.object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: z.array(z.string()).max(10).optional(),
  }),
});

/** What it answers as it signed with one. */
export const signedByPasskey = z.object({
  ...about,
  response: z.object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: bytes.optional(),
  }),
});

/** JSON in a hidden field. */
function inField<S extends z.ZodType>(schema: S) {
  return z.string({ error: "passkey_missing" }).min(1, { error: "passkey_missing" }).max(20_000, {
    error: "passkey_refused",
  }).transform((text, check) => {
    const parsed = schema.safeParse(readJson(text));
    if (parsed.success) return parsed.data;
    check.addIssue({ code: "custom", message: "passkey_refused" });
    return z.NEVER;
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const NewPasskey = z.object({ name: requiredLine(60), credential: inField(madePasskey) });
export const PasskeySignIn = z.object({ credential: inField(signedByPasskey) });
export const PasskeyName = z.object({ name: requiredLine(60) });
export const PasskeyProof = z.object({ confirm_passkey: inField(signedByPasskey) });
