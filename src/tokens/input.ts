import { z } from "zod";
import { requiredLine } from "../lib/form.ts";
import { API_SCOPES } from "./scope.ts";

/** Days until a token ends, as the form offers them; "" for never. */
export const EXPIRY_CHOICES = ["30", "90", "365", ""] as const;

export const NewTokenInput = z.object({
  /** Becomes the token's id: a form sent twice makes one token. */
  form_key: z.uuid({ error: "invalid" }),
  name: requiredLine(80),
  scopes: z.union([z.string().transform((one) => [one]), z.array(z.string())], { error: "required" })
    .pipe(z.array(z.enum(API_SCOPES, { error: "invalid" })).min(1, { error: "required" })),
  expires_in_days: z.enum(EXPIRY_CHOICES, { error: "required" })
    .transform((days) => days === "" ? undefined : Number(days)),
});
