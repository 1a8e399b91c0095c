import type { Locale } from "../../src/lib/locale.ts";
import { formatQuantity } from "../../src/lib/quantity.ts";
import type { PartUnit } from "../../src/parts/part.ts";
import { partText } from "./text.ts";

/** `2`, `1,5 m`; thousandths. */
export function quantityWords(
  locale: Locale,
  { quantity, unit }: { quantity: number; unit: PartUnit },
): string {
  const sign = partText[locale].unitSigns[unit];
  const figures = formatQuantity(quantity, locale);
  return sign === "" ? figures : `${figures} ${sign}`;
}

/** What can be taken of a part: `3`, `1,5 m`. */
export function availableWords(locale: Locale, part: { available: number; unit: PartUnit }): string {
  return quantityWords(locale, { quantity: part.available, unit: part.unit });
}

/** What a purchase is called: by its supplier. */
export function purchaseName({ locale }: { locale: Locale }, { supplier }: { supplier: string }): string {
  const text = partText[locale].purchase;
  return supplier === "" ? text.untitled : text.titleOf(supplier);
}
