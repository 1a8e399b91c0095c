import { z } from "zod";
import { sha256 } from "../lib/token.ts";
import { PRIORITIES, type Priority } from "../orders/order.ts";
import { ORDER_STATUSES, type OrderStatus } from "../orders/status.ts";

const statusLabels = z.partialRecord(z.enum(ORDER_STATUSES), z.string().max(30));
const hours = z.number().int().min(1).max(8760);
const statusHours = z.partialRecord(z.enum(ORDER_STATUSES), hours);
const slaHours = z.partialRecord(z.enum(PRIORITIES), hours);

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
  signature_required: z.boolean().default(false),
  delivery_signature_required: z.boolean().default(false),
  quality_control_used: z.boolean().default(true),
  /** Quality control by somebody else than the repairer, where there are two technicians. */
  quality_control_by_another: z.boolean().default(true),
  warranty_days: z.number().int().min(0).max(3650).default(90),
  tracking_days: z.number().int().min(1).max(3650).default(180),
  secret_purge_days: z.number().int().min(0).max(365).default(7),
  abandonment_days: z.number().int().min(1).max(3650).default(90),
  label_expiry_hours: z.number().int().min(1).max(168).default(12),
  /** How long a printer may be in trouble before another one takes over what has not been sent. */
  fallback_seconds: z.number().int().min(10).max(86_400).default(60),
  /** How long a printer may be in trouble, while the branch is open, before somebody is told. */
  printer_fault_minutes: z.number().int().min(1).max(1440).default(5),
  label_per_accessory: z.boolean().default(false),
  status_labels: statusLabels.default({}),
  status_hours: statusHours.default(USUAL_STATUS_HOURS),
  sla_hours: slaHours.default(USUAL_SLA_HOURS),
  /** After how many days without anything done an open order is listed as standing still. */
  stale_days: z.number().int().min(1).max(365).default(7),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingKey = keyof Settings;

export const SETTING_KEYS = Object.keys(settingsSchema.shape) as SettingKey[];

/** What is saved together: the settings of each section of the settings page, by its part of the address. */
export const SETTING_SECTIONS = {
  mostrador: ["signature_required", "delivery_signature_required", "warranty_days", "abandonment_days"],
  calidad: ["quality_control_used", "quality_control_by_another"],
  privacidad: ["tracking_days", "secret_purge_days"],
  etiquetas: [
    "label_expiry_hours",
    "label_per_accessory",
    "fallback_seconds",
    "printer_fault_minutes",
  ],
  estados: ["status_labels", "status_hours"],
  plazos: ["sla_hours", "stale_days"],
  aspecto: ["accent"],
} as const satisfies Record<string, readonly SettingKey[]>;

export type SettingSection = keyof typeof SETTING_SECTIONS;

/** What a section holds, as a short text: a form made from another one was overtaken by somebody's save. */
export function sectionVersion(settings: Settings, section: SettingSection): string {
  const values = SETTING_SECTIONS[section].map((key) => settings[key]);
  return sha256(JSON.stringify(values)).slice(0, 16);
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
