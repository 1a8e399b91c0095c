import type { Locale } from "../lib/locale.ts";
import type { CsvStyle } from "./csv.ts";

/** The decimal mark follows the separator, as spreadsheets pair them. */
const STYLES = {
  "punto-y-coma": { separator: ";", decimal: "," },
  coma: { separator: ",", decimal: "." },
  tabulador: { separator: "\t", decimal: "." },
} as const satisfies Record<string, CsvStyle>;

/** `?separador=` of an address; without it a semicolon in Spanish, where the comma parts decimals, and a comma in English. */
export function styleAsked(separador: string | undefined, locale: Locale): CsvStyle {
  const usual = locale === "es" ? "punto-y-coma" : "coma";
  return STYLES[Object.hasOwn(STYLES, separador ?? "") ? separador as keyof typeof STYLES : usual];
}
