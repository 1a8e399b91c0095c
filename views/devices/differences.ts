import type { DevicePage } from "../../src/devices/queries.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { Locale } from "../../src/lib/locale.ts";
import type { ConflictField } from "../components/conflict.tsx";
import { orderText } from "../orders/text.ts";
import { text } from "./text.ts";

/** What was typed beside what somebody else saved, for the fields that differ. */
export function deviceDifferences(
  locale: Locale,
  { device, typed }: { device: DevicePage; typed: Typed },
): ConflictField[] {
  const t = text[locale];
  const categories: Record<string, string> = orderText[locale].categories;
  const yours = (name: string) => typedText(typed, name).trim();
  const rows: [string, string, string][] = [
    [t.category, categories[device.category] ?? "", categories[yours("category")] ?? ""],
    [t.brand, device.brand, yours("brand")],
    [t.model, device.model, yours("model")],
    [t.serial, device.serial, yours("serial")],
  ];
  return rows.filter(([, theirs, mine]) => theirs !== mine)
    .map(([label, theirs, mine]) => ({ label, theirs, yours: mine, differs: true }));
}

/** The form's own shape of a device that is saved. */
export function typedDevice({ category, brand, model, serial, version }: DevicePage): Typed {
  return { category, brand, model, serial, version: String(version) };
}
