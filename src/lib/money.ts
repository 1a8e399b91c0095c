import type { Locale } from "./locale.ts";

/** An amount in the currency's minor units (ISO 4217), always an integer. */
export interface Money {
  minor: number;
  currency: string;
}

const LANGUAGE = { es: "es-AR", en: "en-US" } as const satisfies Record<Locale, string>;
const formats = new Map<string, Intl.NumberFormat>();

function format(currency: string, locale: Locale, zeros: "auto" | "stripIfInteger" = "auto") {
  const key = `${locale} ${currency} ${zeros}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(LANGUAGE[locale], {
    style: "currency",
    currency,
    trailingZeroDisplay: zeros,
  });
  formats.set(key, made);
  return made;
}

/** Sums of thousands of entries stay exact, and no shop bills a hundred thousand millions at once. */
export const MOST_MINOR = 10_000_000_000_000;

const places = new Map<string, number>();

/** Decimal places of the currency: 2 for ARS, 0 for CLP and PYG. */
export function minorDigits(currency: string): number {
  const known = places.get(currency);
  if (known !== undefined) return known;
  const found = format(currency, "es").resolvedOptions().maximumFractionDigits ?? 2;
  places.set(currency, found);
  return found;
}

/** `$ 12.345,60`; `minor` in minor units. */
export function formatMoney(minor: number, currency: string, locale: Locale): string {
  return format(currency, locale).format(exactDecimal(minor, currency) as Intl.StringNumericLiteral);
}

/** `$ 12.000`, and `$ 12.000,50` where it is no whole amount: for the axis of a chart. */
export function formatMoneyTick(minor: number, currency: string, locale: Locale): string {
  return format(currency, locale, "stripIfInteger")
    .format(exactDecimal(minor, currency) as Intl.StringNumericLiteral);
}

/** `12345,60` in Spanish, `12345.60` in English: what a money field of a form holds. */
export function moneyField(
  minor: number | null,
  { currency, locale }: { currency: string; locale: Locale },
): string {
  if (minor === null) return "";
  const text = exactDecimal(minor, currency);
  return locale === "es" ? text.replace(".", ",") : text;
}

/** A sum of minor units as a driver gives it: a number, or text where the database counts further; null for no rows. */
export function exactMinor(sum: number | string | bigint | null): number {
  const minor = Number(sum ?? 0);
  if (!Number.isSafeInteger(minor)) throw new RangeError(`${sum} is no exact amount`);
  return minor;
}

/** `minorOfWhole(5, "ARS")` → 500. */
export function minorOfWhole(whole: number, currency: string): number {
  return whole * 10 ** minorDigits(currency);
}

/** More than any amount has, with its spaces; what is longer is not even looked at. */
const LONGEST_TYPED = 60;

/**
 * Minor units of what a person typed: `12345,60`, `12.345,60`, `12,345.60`, `$ 12 345`. The last separator is the decimal
 * one when at most `minorDigits` figures follow it. Null when it is not an amount, or is one of 10¹³ minor units or more.
 */
export function parseMoney(typed: string, currency: string): number | null {
  if (typed.length > LONGEST_TYPED) return null;
  const digits = minorDigits(currency);
  const text = typed.replace(/\s/g, "").replace(/^(-?)(\p{L}*\p{Sc}?|\p{Sc}\p{L}*)(?=[-\d.,])/u, "$1")
    .replace(/\p{L}+$/u, "");
  if (!/^-?[\d.,']+$/.test(text)) return null;
  const negative = text.startsWith("-");
  const parts = text.replace(/^-/, "").split(/[.,']/);
  const last = parts.at(-1) ?? "";
  const hasDecimals = parts.length > 1 && digits > 0 && last.length <= digits && last.length > 0;
  const groups = hasDecimals ? parts.slice(0, -1) : parts;
  if (groups.length > 1 && groups.slice(1).some((group) => group.length !== 3)) return null;
  const whole = groups.join("");
  if (whole === "" && !hasDecimals) return null;
  const minor = Number(`${whole || "0"}${(hasDecimals ? last : "").padEnd(digits, "0")}`);
  if (minor >= MOST_MINOR) return null;
  return negative ? -minor : minor;
}

/** `12345.60`, `-0.05`; with the places of the currency, for machines. */
export function exactDecimal(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  if (digits === 0) return String(minor);
  const sign = minor < 0 ? "-" : "";
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Minor units of a quantity (whole thousandths) at a price for one; halves are rounded up. */
export function priceOf(quantity: number, priceMinor: number): number {
  return Math.round(quantity * priceMinor / 1_000);
}

/** How much of a price is left above its cost, in whole percent; negative below cost. Both in the same minor units. */
export function marginPercent(priceMinor: number, costMinor: number): number {
  return Math.round((1 - costMinor / priceMinor) * 100);
}
