import type { Locale } from "../../src/lib/locale.ts";
import type { Option } from "../components/inputs.tsx";

/** Where the product is used first, then the rest of the Americas and Europe. */
const COUNTRIES =
  "AR BO BR CL CO CR CU DO EC ES GT HN MX NI PA PE PR PY SV UY VE AD AT BE CA CH CZ DE DK FI FR GB GR HU IE IT LU NL NO PL PT RO SE US"
    .split(" ");

export function countries(locale: Locale): Option[] {
  return named("region", COUNTRIES, locale);
}

export function currencies(locale: Locale): Option[] {
  return named("currency", Intl.supportedValuesOf("currency"), locale)
    .map(({ value, label }) => ({ value, label: `${label} (${value})` }));
}

/** What V8 lists under names that the IANA database has given up. */
const TODAYS_NAME: Record<string, string> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

/** The one chosen is always among them, whatever name it goes by: a list without it would choose another. */
export function timeZones(chosen = ""): Option[] {
  const known = Intl.supportedValuesOf("timeZone").map((name) => TODAYS_NAME[name] ?? name);
  const names = new Set(chosen === "" ? [...known, "UTC"] : [...known, "UTC", chosen]);
  return [...names].sort().map((value) => ({ value, label: value.replaceAll("_", " ") }));
}

function named(type: "region" | "currency", codes: string[], locale: Locale): Option[] {
  const names = new Intl.DisplayNames(locale, { type });
  return codes.map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
}
