import { z } from "zod";
import { emailAddress } from "../auth/input.ts";
import { line, requiredLine, requiredParagraph, tick, version } from "../lib/form.ts";
import { LOCALES } from "../lib/locale.ts";
import { PRIORITIES } from "../orders/order.ts";
import { ORDER_STATUSES } from "../orders/status.ts";
import { branchCode, currencyCode, timeZoneName } from "../setup/input.ts";
import { Opening } from "./opening.ts";
import type { Settings, SettingSection } from "./settings.ts";

const TERMS_LIMIT = 10_000;

export const OrganizationEdit = z.object({
  name: requiredLine(80),
  tax_id: line(30),
  address: line(160),
  phone: line(40),
  email: z.union([z.literal(""), emailAddress]),
  time_zone: timeZoneName,
  currency: currencyCode,
  locale: z.enum(LOCALES, { error: "required" }),
  country: z.string({ error: "required" }).regex(/^[A-Z]{2}$/, { error: "invalid" }),
  version,
});
export type OrganizationEdit = z.output<typeof OrganizationEdit>;

export const NewBranch = z.object({
  code: branchCode,
  name: requiredLine(60),
  address: line(160),
  phone: line(40),
  time_zone: timeZoneName,
  currency: currencyCode,
});
export type NewBranch = z.output<typeof NewBranch>;

export const BranchEdit = NewBranch.extend({ active: tick, version });
export type BranchEdit = z.output<typeof BranchEdit>;

/** Days are boxes: `days=1` … `days=7`, one, several or none. */
export const OpeningEdit = z.object({
  days: z.union([z.string(), z.array(z.string())]).optional()
    .transform((days) => days === undefined ? [] : [days].flat().map(Number)),
  from: z.string(),
  to: z.string(),
}).pipe(Opening).refine(({ from, to }) => from < to, { error: "closes_before_opening", path: ["to"] });

export const NewHoliday = z.object({
  date: z.iso.date({ error: "date" }),
  holiday: requiredLine(80),
  yearly: tick,
}).transform(({ date, holiday, yearly }) => ({ date, name: holiday, yearly }));

export const TermsEdit = z.object({
  locale: z.enum(LOCALES, { error: "required" }),
  text: requiredParagraph(TERMS_LIMIT),
  version,
});

/** The forms of the settings page by their part of the address; each saves its own settings and no others. */
export const SETTING_FORMS = {
  mostrador: z.object({
    signature_required: tick,
    delivery_signature_required: tick,
    warranty_days: whole(0, 3650),
    abandonment_days: whole(1, 3650),
  }),
  calidad: z.object({ quality_control_used: tick, quality_control_by_another: tick }),
  privacidad: z.object({ tracking_days: whole(1, 3650), secret_purge_days: whole(0, 365) }),
  etiquetas: z.object({
    label_expiry_hours: whole(1, 168),
    label_per_accessory: tick,
    fallback_seconds: whole(10, 86_400),
    printer_fault_minutes: whole(1, 1440),
  }),
  estados: z.object({
    status_labels: z.partialRecord(z.enum(ORDER_STATUSES), line(30)).transform(withoutBlanks),
    status_hours: z.partialRecord(z.enum(ORDER_STATUSES), hoursOrNone()).transform(withoutBlanks),
  }),
  plazos: z.object({
    sla_hours: z.partialRecord(z.enum(PRIORITIES), hoursOrNone()).transform(withoutBlanks),
    stale_days: whole(1, 365),
  }),
  aspecto: z.object({
    own_accent: tick,
    accent: z.string().toLowerCase().regex(/^#[0-9a-f]{6}$/, { error: "colour" }),
  }).transform(({ own_accent, accent }) => ({ accent: own_accent ? accent : null })),
} as const satisfies Record<SettingSection, z.ZodType<Partial<Settings>>>;

export function isSettingSection(name: string): name is SettingSection {
  return Object.hasOwn(SETTING_FORMS, name);
}

function hoursOrNone() {
  return z.union([z.literal(""), whole(1, 8760)]);
}

function whole(least: number, most: number) {
  return z.string({ error: "required" }).trim().min(1, { error: "required" })
    .regex(/^-?\d{1,9}$/, { error: "whole_number" }).transform(Number)
    .pipe(z.number().min(least).max(most));
}

function withoutBlanks<Value>(record: Record<string, Value>): Record<string, Exclude<Value, "">> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, Exclude<Value, "">] => entry[1] !== ""),
  );
}
