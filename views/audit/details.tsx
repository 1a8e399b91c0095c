import type { AuditField } from "../../src/audit/field.ts";
import type { AuditRow } from "../../src/audit/queries.ts";
import { formatDateTime } from "../../src/lib/dates.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { settingLabel } from "../admin/setting_labels.ts";
import { checklistText } from "../checklists/text.ts";
import { documentText } from "../documents/text.ts";
import { reportText } from "../reports/text.ts";
import { frameText } from "../text.ts";
import { permissionText } from "../users/permission_text.ts";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

/** Kept as 0 or 1. */
const SWITCHES: readonly string[] = [
  "active",
  "serialised",
  "enabled",
  "live",
  "takes_balance",
  "takes_deposit",
  "alerts_off",
  "digest_off",
] satisfies AuditField[];

interface DetailsProps {
  viewer: Viewer;
  event: AuditRow;
  /** Branch names by id. */
  branches: ReadonlyMap<string, string>;
}

/** `Rol: Técnico → Administrador`, a line for each fact. */
export function AuditDetails({ viewer, event, branches }: DetailsProps) {
  const { before, after, ...facts } = event.data;
  if (Object.keys(event.data).length === 0) return null;
  const was = record(before);
  const now = record(after);
  const say = (name: string, value: unknown) => worded(viewer, { name, value, branches });
  return (
    <ul class="stack tight audit-facts">
      {Object.keys(now).map((name) => (
        <li>
          {factLabel(viewer, name)}: <del>{say(name, was[name])}</del> → <ins>{say(name, now[name])}</ins>
        </li>
      ))}
      {Object.entries(facts).map(([name, value]) => (
        <li>
          {factLabel(viewer, name)}: {say(name, value)}
        </li>
      ))}
    </ul>
  );
}

function factLabel(viewer: Viewer, name: string): string {
  const fields: Partial<Record<string, string>> = text[viewer.locale].fields;
  const permissions: Partial<Record<string, string>> = permissionText[viewer.locale].names;
  return fields[name] ?? permissions[name] ?? settingLabel(viewer.locale, name) ??
    name.replaceAll("_", " ");
}

interface Fact {
  name: string;
  value: unknown;
  branches: ReadonlyMap<string, string>;
}

function worded(viewer: Viewer, { name, value, branches }: Fact): string {
  const t = text[viewer.locale];
  if (name in permissionText[viewer.locale].names) return permissionChoice(viewer, value);
  if (value === null || value === undefined || value === "") return t.none;
  if (name.endsWith("_minor") && typeof value === "number") {
    return formatMoney(value, viewer.currency, viewer.locale);
  }
  if (SWITCHES.includes(name) || typeof value === "boolean") return value ? t.yes : t.no;
  if (/^since$|_(at|from)$/.test(name) && typeof value === "number") {
    return formatDateTime(value, viewer);
  }
  if (name === "proof" && typeof value === "string") return t.proofs[value] ?? value;
  const roles: Record<string, string> = frameText[viewer.locale].roles;
  if (name === "role" && typeof value === "string") return roles[value] ?? value;
  const categories: Record<string, string> = documentText[viewer.locale].category;
  if (name === "category" && typeof value === "string") return categories[value] ?? value;
  const phases: Record<string, string> = checklistText[viewer.locale].phases;
  if (name === "phase" && typeof value === "string") return phases[value] ?? value;
  const periods: Record<string, string> = reportText[viewer.locale].periods;
  if (name === "period" && typeof value === "string") return periods[value] ?? value;
  if (name === "branch_id" && typeof value === "string") return branches.get(value) ?? value;
  if (name === "logo") return `${record(value).width} × ${record(value).height}`;
  if (Array.isArray(value)) return value.join(", ") || t.none;
  if (typeof value === "object") {
    return Object.entries(value).map(([key, one]) => `${key}: ${one}`).join(", ") || t.none;
  }
  return String(value);
}

function permissionChoice(viewer: Viewer, value: unknown): string {
  const choices: Partial<Record<string, string>> = permissionText[viewer.locale].choices;
  return choices[String(value)] ?? String(value);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
