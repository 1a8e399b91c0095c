import { z } from "zod";
import { emailAddress } from "../auth/input.ts";
import { CASH_SESSION_RULES } from "../cash/session.ts";
import { line, requiredLine, requiredParagraph, tick, version } from "../lib/form.ts";
import { type Locale, LOCALES } from "../lib/locale.ts";
import { parseMoney } from "../lib/money.ts";
import { parseQuantity } from "../lib/quantity.ts";
import { PRIORITIES } from "../orders/order.ts";
import { ORDER_STATUSES, TELLABLE_STATUSES } from "../orders/status.ts";
import { branchCode, currencyCode, timeZoneName } from "../setup/input.ts";
import { Opening } from "./opening.ts";
import {
  areRising,
  SETTING_SECTIONS,
  type Settings,
  type SettingSection,
  settingsSchema,
  STALE_GROUPS,
} from "./settings.ts";

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

export const branchFacts = z.object({
  code: branchCode,
  name: requiredLine(60),
  address: line(160),
  phone: line(40),
  time_zone: timeZoneName,
  currency: currencyCode,
});

export const NewBranch = branchFacts.extend({ form_key: z.uuid({ error: "invalid" }) });
export type NewBranch = z.output<typeof NewBranch>;

export const BranchEdit = branchFacts.extend({ active: tick, version });
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

/** How the figures of the settings are typed: in the shop's currency, as the language writes them. */
export interface SettingsTyping {
  currency: string;
  locale: Locale;
}

/** The logo is a file, which has a form of its own. */
type FormSection = Exclude<SettingSection, "logo">;

/** The form of one part of the settings page; each saves its own settings and no others. */
export function settingForm(part: FormSection, typing: SettingsTyping): z.ZodType<Partial<Settings>> {
  return part === "presupuestos" ? quoteSettings(typing) : SETTING_FORMS[part];
}

const SETTING_FORMS = {
  mostrador: z.object({
    signature_required: tick,
    delivery_signature_required: tick,
    warranty_days: whole(0, 3650),
    abandonment_days: whole(1, 3650),
    abandonment_notices: dayList("abandonment_notices"),
    slip_open_days: whole(1, 365),
  }).refine(
    ({ abandonment_days, abandonment_notices }) => (abandonment_notices.at(-1) ?? 0) < abandonment_days,
    { error: "abandonment_notices", path: ["abandonment_notices"] },
  ),
  calidad: z.object({
    quality_control_used: tick,
    quality_control_by_another: tick,
    exit_checklist_required: tick,
    intake_checklist_required: tick,
  }),
  privacidad: z.object({ tracking_days: whole(1, 3650), secret_purge_days: whole(0, 365) }),
  etiquetas: z.object({
    label_expiry_hours: whole(1, 168),
    label_per_accessory: tick,
    fallback_seconds: whole(10, 86_400),
    printer_fault_minutes: whole(1, 1440),
  }),
  caja: z.object({
    cash_session_rule: z.enum(CASH_SESSION_RULES, { error: "required" }),
    refund_limit: z.union([z.literal("").transform(() => null), whole(0, 999_999_999)]),
  }),
  estados: z.object({
    status_labels: z.partialRecord(z.enum(ORDER_STATUSES), line(30)).transform(withoutBlanks),
    status_hours: z.partialRecord(z.enum(ORDER_STATUSES), hoursOrNone()).transform(withoutBlanks),
  }),
  plazos: z.object({
    sla_hours: z.partialRecord(z.enum(PRIORITIES), hoursOrNone()).transform(withoutBlanks),
    stale_days: z.partialRecord(z.enum(STALE_GROUPS), z.union([z.literal(""), whole(1, 365)]))
      .transform(withoutBlanks),
  }),
  conservacion: z.object({ run_days: whole(1, 365), log_days: whole(1, 365), link_days: whole(1, 3650) }),
  correos: z.object({
    mail_intake_receipt: tick,
    mail_payment_receipt: tick,
    mail_hourly_limit: whole(1, 1000),
    told_statuses: z.partialRecord(z.enum(TELLABLE_STATUSES), tick).default({})
      .transform((told) => TELLABLE_STATUSES.filter((status) => told[status])),
  }),
  cuentas: z.object({ admins_two_factors: tick }),
  servicio: z.object({ service_notice: tick, service_notice_es: line(200), service_notice_en: line(200) }),
  vigilancia: z.object({
    disk_low_percent: whole(1, 50),
    files_limit_mb: z.union([z.literal("").transform(() => null), whole(1, 100_000_000)]),
    login_alert_failures: whole(5, 1000),
  }),
  recordatorios: z.object({
    pickup_reminders: dayList("pickup_reminders"),
    appointment_reminder_hour: whole(0, 23),
    digest_hour: whole(0, 23),
  }),
  aspecto: z.object({
    own_accent: tick,
    accent: z.string().toLowerCase().regex(/^#[0-9a-f]{6}$/, { error: "colour" }),
  }).transform(({ own_accent, accent }) => ({ accent: own_accent ? accent : null })),
} as const satisfies Record<Exclude<FormSection, "presupuestos">, z.ZodType<Partial<Settings>>>;

function quoteSettings({ currency, locale }: SettingsTyping) {
  return z.object({
    quote_days: whole(1, 365),
    tax_rates: line(80).transform((typed, issues): number[] => {
      const parts = typed.split(/[;\s]+/).filter((one) => one !== "");
      const rates = settingsSchema.shape.tax_rates.safeParse(
        [...new Set(parts.map((one) => parseQuantity(one, locale)))],
      );
      if (rates.success) return rates.data;
      issues.addIssue({ code: "custom", message: "tax_rates" });
      return z.NEVER;
    }),
    prices_with_tax: tick,
    deposit_percent: whole(0, 100),
    diagnosis_fee: line(40).transform((typed) => typed === "" ? 0 : parseMoney(typed, currency) ?? -1)
      .pipe(z.number().min(0, { error: "money" })),
    quote_signature_required: tick,
    quote_terms: tick,
  });
}

/** What comes beside the file of the logo. */
export const LogoEdit = z.object({
  version: z.string({ error: "required" }).max(40),
  remove: tick,
  /** A logo that was taken before and is not in force yet, sealed. */
  kept: z.string().max(2000).default(""),
});

export function isSettingSection(name: string): name is FormSection {
  return name !== "logo" && Object.hasOwn(SETTING_SECTIONS, name);
}

/** `30, 60, 80`: each later than the one before. */
function dayList(name: "abandonment_notices" | "pickup_reminders") {
  return line(80).transform((typed, issues): number[] => {
    const days = typed.split(/[,;\s]+/).filter((one) => one !== "").map(Number);
    const known = settingsSchema.shape[name].safeParse(days);
    if (areRising(days) && known.success) return known.data;
    issues.addIssue({ code: "custom", message: name });
    return z.NEVER;
  });
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
