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

export function timeZones(): Option[] {
  return Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value.replaceAll("_", " ") }));
}

function named(type: "region" | "currency", codes: string[], locale: Locale): Option[] {
  const names = new Intl.DisplayNames(locale, { type });
  return codes.map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
}
