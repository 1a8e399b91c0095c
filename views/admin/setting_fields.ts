import { type SettingKey, STALE_GROUPS } from "../../src/admin/settings.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { PRIORITIES } from "../../src/orders/order.ts";
import { ORDER_STATUSES, TELLABLE_STATUSES } from "../../src/orders/status.ts";
import type { ConflictField } from "../components/conflict.tsx";
import { cashText } from "../cash/text.ts";
import { orderText } from "../orders/text.ts";
import { countries } from "../setup/choices.ts";
import { frameText } from "../text.ts";
import { type SettingsPart, settingsText } from "./settings_text.ts";

export interface SettingField {
  name: string;
  label: string;
  hint?: string;
}

/** What stands on the settings page, part by part, in the words of the page. */
export function settingFields(locale: Locale): Record<SettingsPart, SettingField[]> {
  const t = settingsText[locale];
  const statuses = orderText[locale].statuses;
  const hints: Record<string, string> = t.hints;
  const setting = (name: SettingKey): SettingField => ({ name, label: t.settings[name], hint: hints[name] });
  return {
    negocio: [
      { name: "name", label: t.shopName },
      { name: "tax_id", label: t.taxId },
      { name: "address", label: t.address },
      { name: "phone", label: t.phone },
      { name: "email", label: t.email, hint: t.emailHint },
      { name: "country", label: t.settings.country, hint: t.countryHint },
      { name: "locale", label: t.language, hint: t.languageHint },
      { name: "time_zone", label: t.timeZone },
      { name: "currency", label: t.currency, hint: t.currencyHint },
    ],
    logo: [{ name: "logo", label: t.settings.logo }, { name: "file", label: t.logoFile, hint: t.logoHint }],
    mostrador: [
      setting("signature_required"),
      setting("delivery_signature_required"),
      setting("warranty_days"),
      setting("abandonment_days"),
      setting("abandonment_notices"),
      setting("slip_open_days"),
    ],
    presupuestos: [
      setting("quote_days"),
      setting("deposit_percent"),
      setting("diagnosis_fee"),
      setting("tax_rates"),
      setting("prices_with_tax"),
      setting("quote_signature_required"),
      setting("quote_terms"),
    ],
    correos: [
      setting("mail_intake_receipt"),
      setting("mail_payment_receipt"),
      setting("mail_hourly_limit"),
      ...TELLABLE_STATUSES.map((status) => ({
        name: `told_statuses.${status}`,
        label: t.tellOf(statuses[status]),
      })),
    ],
    servicio: [setting("service_notice"), setting("service_notice_es"), setting("service_notice_en")],
    vigilancia: [setting("disk_low_percent"), setting("files_limit_mb"), setting("login_alert_failures")],
    cuentas: [setting("admins_two_factors")],
    recordatorios: [
      setting("pickup_reminders"),
      setting("appointment_reminder_hour"),
      setting("digest_hour"),
    ],
    calidad: [
      setting("quality_control_used"),
      setting("quality_control_by_another"),
      setting("exit_checklist_required"),
      setting("intake_checklist_required"),
    ],
    privacidad: [setting("tracking_days"), setting("secret_purge_days")],
    etiquetas: [
      setting("label_expiry_hours"),
      setting("label_per_accessory"),
      setting("fallback_seconds"),
      setting("printer_fault_minutes"),
    ],
    caja: [setting("cash_session_rule"), setting("refund_limit")],
    estados: ORDER_STATUSES.flatMap((status) => [
      { name: `status_labels.${status}`, label: t.labelOf(statuses[status]) },
      { name: `status_hours.${status}`, label: t.hoursOf(statuses[status]) },
    ]),
    plazos: [
      ...PRIORITIES.map((priority) => ({
        name: `sla_hours.${priority}`,
        label: t.slaOf(orderText[locale].priorities[priority]),
      })),
      ...STALE_GROUPS.map((group) => ({
        name: `stale_days.${group}`,
        label: t.staleOf(orderText[locale].groups[group]),
        hint: t.staleHint,
      })),
    ],
    conservacion: [setting("run_days"), setting("log_days"), setting("link_days")],
    aspecto: [
      { name: "own_accent", label: t.useOwn, hint: t.hints.own_accent },
      { name: "accent", label: t.settings.accent },
    ],
  };
}

interface TwoVersions {
  part: SettingsPart;
  saved: Typed;
  typed: Typed;
}

/** What was typed into a part beside what somebody else saved, for the fields that differ. */
export function settingDifferences(locale: Locale, { part, saved, typed }: TwoVersions): ConflictField[] {
  return settingFields(locale)[part].flatMap(({ name, label }) => {
    const theirs = typedText(saved, name);
    const yours = typedText(typed, name).trim();
    if (theirs === yours) return [];
    return [{ label, theirs: shown(locale, name, theirs), yours: shown(locale, name, yours), differs: true }];
  });
}

const TICKS = new Set([
  "mail_intake_receipt",
  "mail_payment_receipt",
  "signature_required",
  "delivery_signature_required",
  "prices_with_tax",
  "quote_signature_required",
  "quote_terms",
  "quality_control_used",
  "admins_two_factors",
  "quality_control_by_another",
  "exit_checklist_required",
  "intake_checklist_required",
  "label_per_accessory",
  "service_notice",
  "own_accent",
]);

function shown(locale: Locale, name: string, value: string): string {
  const words = frameText[locale].form;
  if (name === "logo") return value === "" ? settingsText[locale].noLogo : value;
  if (TICKS.has(name) || name.startsWith("told_statuses.")) return value === "" ? words.no : words.yes;
  const languages: Record<string, string> = settingsText[locale].languages;
  const rules: Record<string, string> = cashText[locale].rules;
  if (name === "cash_session_rule") return rules[value] ?? value;
  if (name === "locale") return languages[value] ?? value;
  if (name === "country") return countries(locale).find((one) => one.value === value)?.label ?? value;
  return value;
}
