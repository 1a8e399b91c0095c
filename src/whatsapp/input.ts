import { z } from "zod";
import { line, tick, version } from "../lib/form.ts";
import { LOCALES } from "../lib/locale.ts";
import { TEMPLATE_KINDS } from "../mail/message.ts";

/** One line without spaces; blank keeps what there is. */
const credential = line(1_000).pipe(z.string().regex(/^\S*$/, { error: "credential" })).default("");
const metaId = line(40).pipe(z.string().regex(/^\d*$/, { error: "meta_id" })).default("");

export const accountInput = z.object({
  enabled: tick,
  phone_number_id: metaId,
  business_account_id: metaId,
  token: credential,
  app_secret: credential,
  version,
});
export type AccountInput = z.output<typeof accountInput>;

/** What a template serves, as its address says. */
export const choiceParams = z.object({
  kind: z.enum(TEMPLATE_KINDS),
  locale: z.enum(LOCALES),
});
export type ChoicePlace = z.output<typeof choiceParams>;

export const choiceInput = z.object({
  template: z.string().min(1, { error: "required" }).max(40),
  /** A field of ours for each parameter. */
  fields: z.array(z.string().min(1, { error: "required" }).max(60)).max(30).default([]),
});
export type ChoiceInput = z.output<typeof choiceInput>;
