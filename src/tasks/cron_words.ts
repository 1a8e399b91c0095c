import type { Locale } from "../lib/locale.ts";

const DAILY = /^(\d{1,2}) (\d{1,2}) \* \* \*$/;
const EVERY_DAY = { es: "Todos los días a las", en: "Every day at" } satisfies Record<Locale, string>;

/** What a valid cron expression means, as a sentence without its full stop: "Todos los días a las 10:12". */
export async function cronWords(pattern: string, locale: Locale): Promise<string> {
  const [, minute, hour] = DAILY.exec(pattern) ?? [];
  if (minute !== undefined && hour !== undefined) {
    return `${EVERY_DAY[locale]} ${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  }
  const { default: { default: cronstrue } } = await import("cronstrue/i18n");
  const words = cronstrue.toString(pattern, {
    locale,
    use24HourTimeFormat: true,
    dayOfWeekStartIndexZero: true,
  });
  return locale === "es" ? words.replace("primero ", "primer ").replace("tercero ", "tercer ") : words;
}
