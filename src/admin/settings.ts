import { z } from "zod";
import { CASH_SESSION_RULES } from "../cash/session.ts";
import { sha256 } from "../lib/token.ts";
import { LOG_COMPONENTS, LOG_LEVELS } from "../logs/component.ts";
import { PRIORITIES, type Priority } from "../orders/order.ts";
import { ORDER_STATUSES, type OrderStatus, type StatusGroup, TELLABLE_STATUSES } from "../orders/status.ts";

const statusLabels = z.partialRecord(z.enum(ORDER_STATUSES), z.string().max(30));
const hours = z.number().int().min(1).max(8760);
const statusHours = z.partialRecord(z.enum(ORDER_STATUSES), hours);
/** The groups of open orders. */
export const STALE_GROUPS = ["new", "active", "waiting", "ready"] as const satisfies readonly StatusGroup[];
const staleDays = z.partialRecord(z.enum(STALE_GROUPS), z.number().int().min(1).max(365));

const slaHours = z.partialRecord(z.enum(PRIORITIES), hours);

/** As many notices as a policy may have. */
const MOST_NOTICES = 12;

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** The shop's logo: hashes of PNGs in the private store, for pages (of so many pixels), sheets and rolls. */
export const logoSchema = z.object({
  page: hash,
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  sheet: hash,
  roll: hash,
});
export type ShopLogo = z.output<typeof logoSchema>;

/**
 * What an order may wait in a status before it counts as overdue, unless the shop says otherwise. Hours in which the branch is
 * open where the shop is at work, any hours where it waits for others.
 */
const USUAL_STATUS_HOURS: Partial<Record<OrderStatus, number>> = {
  received: 10,
  diagnosing: 20,
  awaiting_approval: 72,
  approved: 10,
  awaiting_parts: 240,
  repairing: 30,
  outsourced: 100,
  quality_check: 10,
  ready: 360,
};

/** Open hours that the shop may take for all of its own work on an order. */
const USUAL_SLA_HOURS: Partial<Record<Priority, number>> = { urgent: 20, high: 40, normal: 60, low: 120 };

/** The shop's choices with their defaults; each is one row of `setting`, absent while it is the default. */
export const settingsSchema = z.object({
  /** ISO 3166-1 alpha-2, for phones without a prefix. */
  country: z.string().regex(/^[A-Z]{2}$/).default("AR"),
  /** Accent colour as `#rrggbb`, null for the product's own. */
  accent: z.string().regex(/^#[0-9a-f]{6}$/).nullable().default(null),
  logo: logoSchema.nullable().default(null),
  /** The intake's receipt goes with the mail that says so. */
  mail_intake_receipt: z.boolean().default(true),
  /** What is paid at the counter is confirmed by mail, with its receipt; what is paid online always is. */
  mail_payment_receipt: z.boolean().default(true),
  /** How many mails one address gets within an hour; more wait. */
  mail_hourly_limit: z.number().int().min(1).max(1000).default(20),
  /** Of which statuses the client is told by mail as an order gets there. */
  told_statuses: z.array(z.enum(TELLABLE_STATUSES)).default(["received", "ready", "delivered"]),
  signature_required: z.boolean().default(false),
  delivery_signature_required: z.boolean().default(false),
  quality_control_used: z.boolean().default(true),
  /** Quality control by somebody else than the repairer, where there are two technicians. */
  quality_control_by_another: z.boolean().default(true),
  /** A device whose category has an intake checklist is not diagnosed before it is filled in. */
  intake_checklist_required: z.boolean().default(false),
  /** Nor does it leave the bench as repaired before its exit checklist is. */
  exit_checklist_required: z.boolean().default(true),
  warranty_days: z.number().int().min(0).max(3650).default(90),
  tracking_days: z.number().int().min(1).max(3650).default(180),
  secret_purge_days: z.number().int().min(0).max(365).default(7),
  /** How long an offer can be accepted. */
  quote_days: z.number().int().min(1).max(365).default(15),
  /** Thousandths of a percent; a new line gets the first one. */
  tax_rates: z.array(z.number().int().min(0).max(100_000)).min(1).max(6).default([0]),
  /** Whether unit prices are typed with their tax in them. */
  prices_with_tax: z.boolean().default(true),
  /** Share of an offer to be paid before the work begins, 0 for none. */
  deposit_percent: z.number().int().min(0).max(100).default(0),
  /** Charged when an offer is rejected, in minor units of the shop's currency; 0 for nothing. */
  diagnosis_fee: z.number().int().min(0).max(9_999_999_999_999).default(0),
  /** Whether a client who approves by the link has to draw a signature. */
  quote_signature_required: z.boolean().default(false),
  /** Whether the terms of service are shown, and accepted, with an offer. */
  quote_terms: z.boolean().default(true),
  abandonment_days: z.number().int().min(1).max(3650).default(90),
  /** Days after being ready on which the client is given notice, rising and before `abandonment_days`; none demands none. */
  abandonment_notices: z.array(z.number().int().min(1).max(3649)).max(MOST_NOTICES).default([]),
  /** Calendar days after being ready on which the client is reminded, rising; none for no reminders. */
  pickup_reminders: z.array(z.number().int().min(1).max(365)).max(MOST_NOTICES).default([3, 7, 15, 30]),
  /** How long a reserved number may stay unused before it is pointed out. */
  slip_open_days: z.number().int().min(1).max(365).default(3),
  label_expiry_hours: z.number().int().min(1).max(168).default(12),
  /** How long a printer may be in trouble before another one takes over what has not been sent. */
  fallback_seconds: z.number().int().min(10).max(86_400).default(60),
  /** How long a printer may be in trouble, while the branch is open, before somebody is told. */
  printer_fault_minutes: z.number().int().min(1).max(1440).default(5),
  label_per_accessory: z.boolean().default(false),
  cash_session_rule: z.enum(CASH_SESSION_RULES).default("once_used"),
  /**
   * What a receptionist may give back of one order, in whole units of the shop's currency; above it an administrator does. Null
   * for no limit.
   */
  refund_limit: z.number().int().min(0).max(999_999_999).nullable().default(null),
  status_labels: statusLabels.default({}),
  status_hours: statusHours.default(USUAL_STATUS_HOURS),
  sla_hours: slaHours.default(USUAL_SLA_HOURS),
  /** How long it is remembered when timed tasks ran and what came of it. */
  run_days: z.number().int().min(1).max(365).default(30),
  /** How long the server's log files are kept. */
  log_days: z.number().int().min(1).max(365).default(30),
  /** Components whose lines are written from another level on, until an instant. */
  log_levels: z.partialRecord(
    z.enum(LOG_COMPONENTS),
    z.object({ level: z.enum(LOG_LEVELS), until: z.number().int() }),
  ).default({}),
  /** How long after its end a link to a tracking page is forgotten for good. */
  link_days: z.number().int().min(1).max(3650).default(90),
  /** After how many days without anything done an open order counts as standing still, by its group; none for never. */
  stale_days: staleDays.default({ new: 7, active: 7, waiting: 14, ready: 30 }),
  /** Share of the disk, in percent, below which the administrators are told. */
  disk_low_percent: z.number().int().min(1).max(50).default(10),
  /** What all kept files may come to, in megabytes; null for as much as the disk takes. */
  files_limit_mb: z.number().int().min(1).max(100_000_000).nullable().default(null),
  /** After how many failed sign-ins in a row on one account they are told; three times as many from one network. */
  login_alert_failures: z.number().int().min(5).max(1000).default(10),
  /** An administrator does nothing before the own sign-in has a second step. */
  admins_two_factors: z.boolean().default(false),
  /** Hour of the branch's clock from which clients are reminded of the next day's appointments. */
  appointment_reminder_hour: z.number().int().min(0).max(23).default(10),
  /** Hour of the branch's clock from which its technicians are mailed the work of the day. */
  digest_hour: z.number().int().min(0).max(23).default(8),
  /** Clients read on their tracking page when the shop's online service does less than it should. */
  service_notice: z.boolean().default(false),
  /** What they read, in their language; blank in both for what follows from the open alerts. */
  service_notice_es: z.string().max(200).default(""),
  service_notice_en: z.string().max(200).default(""),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingKey = keyof Settings;

export const SETTING_KEYS = Object.keys(settingsSchema.shape) as SettingKey[];

/** What is saved together: the settings of each section of the settings page, by its part of the address. */
export const SETTING_SECTIONS = {
  logo: ["logo"],
  mostrador: [
    "signature_required",
    "delivery_signature_required",
    "warranty_days",
    "abandonment_days",
    "abandonment_notices",
    "slip_open_days",
  ],
  presupuestos: [
    "quote_days",
    "tax_rates",
    "prices_with_tax",
    "deposit_percent",
    "diagnosis_fee",
    "quote_signature_required",
    "quote_terms",
  ],
  correos: ["mail_intake_receipt", "mail_payment_receipt", "told_statuses", "mail_hourly_limit"],
  servicio: ["service_notice", "service_notice_es", "service_notice_en"],
  vigilancia: ["disk_low_percent", "files_limit_mb", "login_alert_failures"],
  cuentas: ["admins_two_factors"],
  recordatorios: ["pickup_reminders", "appointment_reminder_hour", "digest_hour"],
  calidad: [
    "quality_control_used",
    "quality_control_by_another",
    "exit_checklist_required",
    "intake_checklist_required",
  ],
  privacidad: ["tracking_days", "secret_purge_days"],
  etiquetas: [
    "label_expiry_hours",
    "label_per_accessory",
    "fallback_seconds",
    "printer_fault_minutes",
  ],
  caja: ["cash_session_rule", "refund_limit"],
  estados: ["status_labels", "status_hours"],
  plazos: ["sla_hours", "stale_days"],
  conservacion: ["run_days", "log_days", "link_days"],
  aspecto: ["accent"],
} as const satisfies Record<string, readonly SettingKey[]>;

export type SettingSection = keyof typeof SETTING_SECTIONS;

/** What a section holds, as a short text: a form made from another one was overtaken by somebody's save. */
export function sectionVersion(settings: Settings, section: SettingSection): string {
  const values = SETTING_SECTIONS[section].map((key) => settings[key]);
  return sha256(JSON.stringify(values)).slice(0, 16);
}

/** The same of all of them, as a number of at most fifteen digits. */
export function settingsVersion(settings: Settings): number {
  const values = SETTING_KEYS.map((key) => settings[key]);
  return Number.parseInt(sha256(JSON.stringify(values)).slice(0, 12), 16);
}

/** Days each of which is later than the one before. */
export function areRising(days: readonly number[]): boolean {
  return days.every((day, index) => index === 0 || day > (days[index - 1] ?? 0));
}

/** Settings of the rows read from the table; a row that no longer fits its schema counts as absent. */
export function settingsFrom(rows: readonly { key: string; value_json: string }[]): Settings {
  const known: Record<string, unknown> = {};
  for (const row of rows) {
    const schema = settingsSchema.shape[row.key as SettingKey];
    const parsed = schema?.safeParse(JSON.parse(row.value_json));
    if (parsed?.success) known[row.key] = parsed.data;
  }
  return settingsSchema.parse(known);
}
