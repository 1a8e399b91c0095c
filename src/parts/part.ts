import { fold } from "../lib/fold.ts";
import { ONE } from "../lib/quantity.ts";

/** What a part is counted in. */
export const PART_UNITS = ["unit", "metre", "gram", "millilitre"] as const;
export type PartUnit = (typeof PART_UNITS)[number];

/** Half a screen is none. */
export function isWholeQuantity(thousandths: number, unit: PartUnit): boolean {
  return unit !== "unit" || thousandths % ONE === 0;
}

/** Code of the place of a branch where what nobody put elsewhere lies. */
export const GENERAL = "GENERAL";

/** The names under which a part may list a device that it fits, folded. */
export function modelFolds({ brand, model }: { brand: string; model: string }): string[] {
  return [fold(`${brand} ${model}`), fold(model)].filter((name) => name !== "");
}

/** A code as it is compared: capitals, and the hyphen that a scanner set to another keyboard sends as an apostrophe. */
export function partCode(typed: string): string {
  return typed.trim().toUpperCase().replace(/['’´]/g, "-");
}

/** What Code 128 of a label holds. */
export function isSku(code: string): boolean {
  return /^[A-Z0-9][A-Z0-9-]{0,29}$/.test(code);
}

/** Eight, twelve, thirteen or fourteen figures, the last one checks the others (GS1). */
export function isEan(code: string): boolean {
  if (!/^(\d{8}|\d{12,14})$/.test(code)) return false;
  const figures = [...code].map(Number).reverse();
  const sum = figures.reduce((total, figure, at) => total + figure * (at % 2 === 1 ? 3 : 1), 0);
  return sum % 10 === 0;
}

/** What a part is found by, folded. */
export function partSearchFold(
  part: { sku: string; ean: string; name: string; category: string; models: readonly string[] },
): string {
  const { sku, ean, name, category, models } = part;
  return fold([sku, sku.replaceAll("-", ""), ean, name, category, ...models].join(" "));
}
