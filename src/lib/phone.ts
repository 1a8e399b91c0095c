import type * as Phones from "libphonenumber-js/min";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
let loaded: typeof Phones | undefined;

/** Loaded with the first number: it is 70 files and takes 8 MB. */
function phones(): typeof Phones {
  return loaded ??= require("libphonenumber-js/min");
}

/**
 * E.164 of what a person typed, read as a number of `country` (ISO 3166-1 alpha-2) unless it begins with `+`; null when it
 * cannot be a phone.
 */
export function normalisePhone(typed: string, country: string): string | null {
  const parsed = phones().parsePhoneNumberFromString(typed, country as Phones.CountryCode);
  return parsed?.isPossible() ? parsed.number : null;
}

/** How a person of that number's country reads it: international form. */
export function displayPhone(e164: string): string {
  return phones().parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
}

/** People say a number by its last digits, and search matches beginnings of words. */
const SHORT_FORMS = [10, 8, 7, 6];

/** What a number is found by: as a person reads it, its digits, and what it ends in. */
export function phoneWords({ value, display }: { value: string; display: string }): string[] {
  const digits = value.replace(/\D/g, "");
  const short = SHORT_FORMS.filter((length) => digits.length > length).map((length) => digits.slice(-length));
  return [display, digits, ...short];
}

/** Digits for a `wa.me` link. Argentine mobiles need a 9 after the country code there, which people leave out when they dial. */
export function whatsappNumber(e164: string): string {
  return e164.replace(/^\+54(?!9)/, "549").replace(/\D/g, "");
}
