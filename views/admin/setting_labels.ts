import type { Locale } from "../../src/lib/locale.ts";
import { settingsText } from "./settings_text.ts";

/** What the settings page calls a setting; undefined for anything else. */
export function settingLabel(locale: Locale, key: string): string | undefined {
  const labels: Record<string, string> = settingsText[locale].settings;
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
