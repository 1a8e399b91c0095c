import type * as Phones from "libphonenumber-js/min";
import { createRequire } from "node:module";
import { fold } from "./fold.ts";

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

/** What somebody is found by of how they are reached, folded: E.164 or e-mails, and how a person reads them. */
export function contactFold(contacts: readonly { value: string; display: string }[]): string {
  return fold(
    contacts.flatMap((contact) => contact.value.includes("@") ? [contact.value] : phoneWords(contact)).join(
      " ",
    ),
  );
}

/** As a person reads it, its digits, and what it ends in. */
function phoneWords({ value, display }: { value: string; display: string }): string[] {
  const digits = value.replace(/\D/g, "");
  const short = SHORT_FORMS.filter((length) => digits.length > length).map((length) => digits.slice(-length));
  return [display, digits, ...short];
}

/** Digits for a `wa.me` link. Argentine mobiles need a 9 after the country code there, which people leave out when they dial. */
export function whatsappNumber(e164: string): string {
  return e164.replace(/^\+54(?!9)/, "549").replace(/\D/g, "");
}

/** WhatsApp puts digits into the mobiles of these countries that people leave out when they dial, or leaves out one that they say. */
const CHAT_FORMS: readonly { dialled: RegExp; chat: string }[] = [
  { dialled: /^54(?!9)(\d{10})$/, chat: "549$1" },
  { dialled: /^52(?!1)(\d{10})$/, chat: "521$1" },
  { dialled: /^55(\d\d)9(\d{8})$/, chat: "55$1$2" },
];

/** Digits by which WhatsApp may know an E.164 number. */
export function chatIds(e164: string): string[] {
  const digits = e164.replace(/\D/g, "");
  return [
    digits,
    ...CHAT_FORMS.flatMap(({ dialled, chat }) => dialled.test(digits) ? [digits.replace(dialled, chat)] : []),
  ];
}

/** E.164 numbers that WhatsApp may know by these digits. */
export function contactNumbers(chatId: string): string[] {
  const forms = [
    chatId,
    chatId.replace(/^549(\d{10})$/, "54$1"),
    chatId.replace(/^521(\d{10})$/, "52$1"),
    chatId.replace(/^55(\d\d)(\d{8})$/, "55$19$2"),
  ];
  return [...new Set(forms)].map((digits) => `+${digits}`);
}
