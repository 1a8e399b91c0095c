import { fold } from "../../src/lib/fold.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { settingFields } from "./setting_fields.ts";
import { type SettingsPart, settingsText } from "./settings_text.ts";

/** Of each part what a query finds: all of it, the names of some fields, or nothing. */
export type FoundSettings = Record<SettingsPart, "all" | ReadonlySet<string>>;

/** Every word of the query has to begin a word of the field, its hint or its part; accents and capitals do not count. */
export function findSettings(locale: Locale, query: string): FoundSettings {
  const words = fold(query).split(" ").filter((word) => word !== "");
  const matches = (...texts: string[]) => {
    const text = ` ${fold(texts.join(" "))}`;
    return words.every((word) => text.includes(` ${word}`));
  };
  const fields = settingFields(locale);
  const found = Object.entries(settingsText[locale].parts).map(([name, [heading, help]]) => {
    if (matches(heading, help)) return [name, "all"];
    const some = fields[name as SettingsPart].filter(({ label, hint = "" }) => matches(heading, label, hint));
    return [name, new Set(some.map((field) => field.name))];
  });
  return Object.fromEntries(found);
}

export function foundIn(found: FoundSettings, part: SettingsPart): boolean {
  const fields = found[part];
  return fields === "all" || fields.size > 0;
}
