import type { Settings } from "../../src/admin/settings.ts";
import type { Organization } from "../../src/admin/shop.ts";
import type { Typed } from "../../src/lib/form.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { moneyField } from "../../src/lib/money.ts";
import { quantityField } from "../../src/lib/quantity.ts";

/** The accent of `static/css/base.css` by day: where the colour field begins. */
const PRODUCT_ACCENT = "#0c555a";

/** What is saved, in the shape of the forms. */
export function typedSettings(
  { organization, settings, locale }: { organization: Organization; settings: Settings; locale: Locale },
): Typed {
  return {
    name: organization.name,
    tax_id: organization.taxId,
    address: organization.address,
    phone: organization.phone,
    email: organization.email,
    time_zone: organization.timeZone,
    currency: organization.currency,
    locale: organization.locale,
    version: String(organization.version),
    country: settings.country,
    logo: settings.logo ? `${settings.logo.width} × ${settings.logo.height}` : "",
    mail_intake_receipt: ticked(settings.mail_intake_receipt),
    mail_payment_receipt: ticked(settings.mail_payment_receipt),
    mail_hourly_limit: String(settings.mail_hourly_limit),
    told_statuses: Object.fromEntries(settings.told_statuses.map((status) => [status, "1"])),
    signature_required: ticked(settings.signature_required),
    delivery_signature_required: ticked(settings.delivery_signature_required),
    quality_control_used: ticked(settings.quality_control_used),
    admins_two_factors: ticked(settings.admins_two_factors),
    quality_control_by_another: ticked(settings.quality_control_by_another),
    exit_checklist_required: ticked(settings.exit_checklist_required),
    intake_checklist_required: ticked(settings.intake_checklist_required),
    label_per_accessory: ticked(settings.label_per_accessory),
    quote_days: String(settings.quote_days),
    deposit_percent: String(settings.deposit_percent),
    diagnosis_fee: settings.diagnosis_fee === 0
      ? ""
      : moneyField(settings.diagnosis_fee, { currency: organization.currency, locale }),
    tax_rates: settings.tax_rates.map((rate) => quantityField(rate, locale)).join("; "),
    prices_with_tax: ticked(settings.prices_with_tax),
    quote_signature_required: ticked(settings.quote_signature_required),
    quote_terms: ticked(settings.quote_terms),
    warranty_days: String(settings.warranty_days),
    abandonment_days: String(settings.abandonment_days),
    abandonment_notices: settings.abandonment_notices.join(", "),
    pickup_reminders: settings.pickup_reminders.join(", "),
    slip_open_days: String(settings.slip_open_days),
    tracking_days: String(settings.tracking_days),
    secret_purge_days: String(settings.secret_purge_days),
    label_expiry_hours: String(settings.label_expiry_hours),
    fallback_seconds: String(settings.fallback_seconds),
    printer_fault_minutes: String(settings.printer_fault_minutes),
    cash_session_rule: settings.cash_session_rule,
    refund_limit: settings.refund_limit === null ? "" : String(settings.refund_limit),
    status_labels: { ...settings.status_labels },
    run_days: String(settings.run_days),
    log_days: String(settings.log_days),
    link_days: String(settings.link_days),
    status_hours: typedLimits(settings.status_hours),
    sla_hours: typedLimits(settings.sla_hours),
    stale_days: typedLimits(settings.stale_days),
    appointment_reminder_hour: String(settings.appointment_reminder_hour),
    disk_low_percent: String(settings.disk_low_percent),
    files_limit_mb: settings.files_limit_mb === null ? "" : String(settings.files_limit_mb),
    login_alert_failures: String(settings.login_alert_failures),
    digest_hour: String(settings.digest_hour),
    service_notice: ticked(settings.service_notice),
    service_notice_es: settings.service_notice_es,
    service_notice_en: settings.service_notice_en,
    own_accent: ticked(settings.accent !== null),
    accent: settings.accent ?? PRODUCT_ACCENT,
  };
}

function typedLimits(limits: Readonly<Record<string, number>>): Typed {
  return Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, String(limit)]));
}

function ticked(on: boolean): string {
  return on ? "1" : "";
}
