import type { Locale } from "./locale.ts";

/** Quantities are whole thousandths: 1 500 is one and a half. */
export const ONE = 1_000;
/** A million of anything is more than a shop has; thousandths. */
export const MOST_THOUSANDTHS = 1_000_000 * ONE;

const LANGUAGE = { es: "es-AR", en: "en-US" } as const satisfies Record<Locale, string>;
const SEPARATORS = { es: [".", ","], en: [",", "."] } as const satisfies Record<Locale, readonly string[]>;
const formats = new Map<Locale, Intl.NumberFormat>();

/** `1,5` in Spanish, `1.5` in English; thousandths. */
export function formatQuantity(thousandths: number, locale: Locale): string {
  const known = formats.get(locale) ?? new Intl.NumberFormat(LANGUAGE[locale], { maximumFractionDigits: 3 });
  formats.set(locale, known);
  return known.format(thousandths / ONE);
}

/** What the field of a form holds: as `formatQuantity`, without separators of thousands. */
export function quantityField(thousandths: number, locale: Locale): string {
  return String(thousandths / ONE).replace(".", SEPARATORS[locale][1]);
}

/**
 * Thousandths of what a person typed: `2`, `0,5`, `1.5`, and grouped as their language does (`1.250` in Spanish is 1250).
 * Null when it is no quantity, is negative, or is a million or more.
 */
export function parseQuantity(typed: string, locale: Locale): number | null {
  const text = typed.replace(/\s/g, "");
  const [group, decimal] = SEPARATORS[locale];
  const grouped = new RegExp(`^[1-9]\\d{0,2}([${group}]\\d{3})+([${decimal}]\\d{1,3})?$`).test(text);
  const plain = grouped ? text.replaceAll(group, "").replace(decimal, ".") : text.replace(",", ".");
  if (!/^\d{1,7}(\.\d{1,3})?$|^\.\d{1,3}$/.test(plain)) return null;
  const thousandths = Math.round(Number(plain) * ONE);
  return thousandths < MOST_THOUSANDTHS ? thousandths : null;
}
