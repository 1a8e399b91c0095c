import { z } from "zod";
import { emailAddress, newPassword } from "../auth/input.ts";
import { isTimeZone } from "../lib/dates.ts";
import { line, requiredLine } from "../lib/form.ts";
import { LOCALES } from "../lib/locale.ts";

export const currencyCode = z.string({ error: "required" }).refine(
  (code) => Intl.supportedValuesOf("currency").includes(code),
  { error: "currency" },
);

export const timeZoneName = z.string({ error: "required" }).refine(isTimeZone, { error: "time_zone" });

export const branchCode = z.string({ error: "required" }).trim().toUpperCase()
  .regex(/^[A-Z][A-Z0-9]{0,5}$/, { error: "branch_code" });

/** What the owner says once: the shop, its first branch, the first administrator. */
export const Setup = z.object({
  code: z.string().optional(),
  shop: requiredLine(80),
  tax_id: line(30).default(""),
  address: line(160).default(""),
  phone: line(40).default(""),
  shop_email: z.union([z.literal(""), emailAddress]).default(""),
  time_zone: timeZoneName,
  currency: currencyCode,
  locale: z.enum(LOCALES, { error: "required" }),
  country: z.string({ error: "required" }).regex(/^[A-Z]{2}$/, { error: "invalid" }),
  branch_code: branchCode.default("S01"),
  branch_name: requiredLine(60),
  name: requiredLine(80),
  email: emailAddress,
  password: newPassword,
});
export type Setup = z.output<typeof Setup>;
