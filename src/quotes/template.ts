import type { Typed } from "../lib/form.ts";
import type { Locale } from "../lib/locale.ts";
import { moneyField } from "../lib/money.ts";
import { quantityField } from "../lib/quantity.ts";
import type { LineKind } from "./quote.ts";

/** A line of a common job; prices in the shop's currency. Kept as JSON. */
export interface TemplateLine {
  kind: LineKind;
  description: string;
  /** Thousandths. */
  quantity: number;
  unitMinor: number;
  /** Thousandths of a percent. */
  taxRate: number;
  partId: string | null;
}

/** The lines of a job as a form holds them. */
export function typedTemplateLines(
  lines: readonly TemplateLine[],
  { currency, locale }: { currency: string; locale: Locale },
): Typed[] {
  return lines.map((line) => ({
    id: "",
    kind: line.kind,
    option: "",
    description: line.description,
    quantity: quantityField(line.quantity, locale),
    price: moneyField(line.unitMinor, { currency, locale }),
    tax: String(line.taxRate),
    part_id: line.partId ?? "",
  }));
}
