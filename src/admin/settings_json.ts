import { z } from "zod";
import { minorOf, Money, money } from "../api/shapes.ts";
import { invalid } from "../lib/app_error.ts";
import { requiredLine } from "../lib/form.ts";
import { minorDigits } from "../lib/money.ts";
import { ORDER_STATUSES, TELLABLE_STATUSES } from "../orders/status.ts";
import { OrganizationEdit } from "./input.ts";
import { areRising, type Settings, settingsSchema } from "./settings.ts";
import type { Organization } from "./shop.ts";

const optional = (name: "tax_id" | "address" | "phone" | "email") => OrganizationEdit.shape[name].default("");

export const ShopIn = OrganizationEdit.omit({ version: true }).extend({
  tax_id: optional("tax_id"),
  address: optional("address"),
  phone: optional("phone"),
  email: optional("email"),
});

export const Shop = z.object({
  name: z.string(),
  tax_id: z.string(),
  address: z.string(),
  phone: z.string(),
  email: z.string(),
  time_zone: z.string().meta({ description: "IANA" }),
  currency: z.string(),
  locale: OrganizationEdit.shape.locale,
  country: z.string().meta({ description: "ISO 3166-1 alpha-2" }),
  version: z.int(),
}).meta({ id: "Shop" });

/** The shop in the form in which it comes in. */
export function shopAsIn(organization: Organization, { country }: Settings) {
  const { name, taxId, address, phone, email, timeZone, currency, locale } = organization;
  return { name, tax_id: taxId, address, phone, email, time_zone: timeZone, currency, locale, country };
}

const { logo: _logo, country: _country, ...CHOICES } = settingsSchema.shape;
const WHOLE = "In whole units of the shop's currency; null for no limit";

/** As the form of each part of the settings demands it, with the product's default for whatever is left out. */
export const SettingsIn = z.object({
  ...CHOICES,
  accent: z.string().toLowerCase().regex(/^#[0-9a-f]{6}$/, { error: "colour" }).nullable().default(null).meta(
    {
      examples: ["#0a7d5a"],
    },
  ),
  told_statuses: CHOICES.told_statuses.transform((told) =>
    TELLABLE_STATUSES.filter((status) => told.includes(status))
  ),
  tax_rates: z.array(z.int().min(0).max(100_000)).min(1, { error: "tax_rates" }).max(6, {
    error: "tax_rates",
  })
    .default([0]).transform((rates) => [...new Set(rates)])
    .meta({ description: "Thousandths of a percent: 21000 is 21 %; a new line gets the first one" }),
  abandonment_notices: CHOICES.abandonment_notices.refine(areRising, { error: "abandonment_notices" }),
  pickup_reminders: CHOICES.pickup_reminders.refine(areRising, { error: "pickup_reminders" }),
  status_labels: z.partialRecord(z.enum(ORDER_STATUSES), requiredLine(30)).default({}),
  diagnosis_fee: Money.nullable().default(null).meta({ description: "Null for nothing" }),
  refund_limit: Money.nullable().default(null).meta({ description: WHOLE }),
}).refine(
  ({ abandonment_days, abandonment_notices }) => (abandonment_notices.at(-1) ?? 0) < abandonment_days,
  { error: "abandonment_notices", path: ["abandonment_notices"] },
);

export const ShopSettings = z.object({
  ...Object.fromEntries(Object.entries(CHOICES).map(([name, schema]) => [name, schema.unwrap()])),
  diagnosis_fee: Money.nullable(),
  refund_limit: Money.nullable().meta({ description: WHOLE }),
}).meta({ id: "Settings" });

/** The settings in the form in which they come in, which is that in which they are told. */
export function settingsTold(settings: Settings, currency: string) {
  const { logo: _logo, country: _country, diagnosis_fee, refund_limit, ...rest } = settings;
  return {
    ...rest,
    diagnosis_fee: diagnosis_fee === 0 ? null : money(diagnosis_fee, currency),
    refund_limit: refund_limit === null ? null : money(refund_limit * 10 ** minorDigits(currency), currency),
  };
}

/** @throws AppError invalid beside the amount for one of another currency, a negative one, or cents where there are none */
export function settingsFromJson(
  { diagnosis_fee, refund_limit, ...rest }: z.output<typeof SettingsIn>,
  currency: string,
): Partial<Settings> {
  const amount = (given: z.output<typeof Money> | null, field: string) =>
    given && minorOf(given, { of: currency, field });
  const limit = amount(refund_limit, "refund_limit");
  const unit = 10 ** minorDigits(currency);
  if (limit !== null && limit % unit !== 0) {
    throw invalid({ "refund_limit.amount_minor": { code: "whole_amount" } });
  }
  const changes = {
    ...rest,
    diagnosis_fee: amount(diagnosis_fee, "diagnosis_fee") ?? 0,
    refund_limit: limit === null ? null : limit / unit,
  };
  const known = settingsSchema.partial().safeParse(changes);
  if (!known.success) throw invalid({ refund_limit: { code: "too_big", params: { limit: 999_999_999 } } });
  return changes;
}
