import { type Typed, typedList, typedText } from "../lib/form.ts";
import { parseMoney } from "../lib/money.ts";
import { parseQuantity } from "../lib/quantity.ts";
import type { QuoteTyping } from "./input.ts";
import { LINE_KINDS, OPTION_KEYS, type OptionKey } from "./quote.ts";
import { belongs, depositOf, lineSum, type OptionSum, optionSums, type PricedLine } from "./totals.ts";

/** What a form comes to while it is being filled in; a line that cannot be read yet has no amount and counts for nothing. */
export interface TypedSums {
  /** Minor units of each line of the form, in order; without its tax where prices are typed without. */
  lines: (number | null)[];
  options: (OptionSum & { depositMinor: number; costMinor: number | null })[];
}

interface TypedLine extends PricedLine {
  costMinor: number | null;
}

export function typedSums(typed: Typed, typing: QuoteTyping): TypedSums {
  const { taxIncluded } = typing;
  const keys: OptionKey[] = typedText(typed, "options") > "1"
    ? OPTION_KEYS.slice(0, Number(typedText(typed, "options")))
    : [];
  const lines = typedList(typed, "lines").map((line) => readLine(line, { typing, keys }));
  const whole = lines.filter((line) => line !== null);
  const percent = Number(/^\d{1,3}$/.exec(typedText(typed, "deposit_percent"))?.[0] ?? 0);
  return {
    lines: lines.map((line) => {
      if (line === null) return null;
      const { netMinor, totalMinor } = lineSum(line, taxIncluded);
      return taxIncluded ? totalMinor : netMinor;
    }),
    options: optionSums(whole, { options: keys, taxIncluded }).map((sum) => ({
      ...sum,
      depositMinor: depositOf(sum.totalMinor, Math.min(percent, 100)),
      costMinor: costOf(whole.filter((line) => belongs(line, sum.option))),
    })),
  };
}

function readLine(
  line: Typed,
  { typing, keys }: { typing: QuoteTyping; keys: OptionKey[] },
): TypedLine | null {
  const { currency, locale, taxRates } = typing;
  const quantity = parseQuantity(typedText(line, "quantity") || "1", locale);
  const price = parseMoney(typedText(line, "price"), currency);
  if (quantity === null || price === null || price < 0) return null;
  const rate = Number(typedText(line, "tax") || taxRates[0]);
  return {
    kind: LINE_KINDS.find((kind) => kind === typedText(line, "kind")) ?? "labour",
    option: keys.find((key) => key === typedText(line, "option")) ?? "",
    quantity,
    unitMinor: price,
    taxRate: taxRates.includes(rate) ? rate : taxRates[0] ?? 0,
    costMinor: parseMoney(typedText(line, "cost"), currency),
  };
}

/** Null when no line says what it costs. */
function costOf(lines: readonly TypedLine[]): number | null {
  const known = lines.filter(({ costMinor }) => costMinor !== null && costMinor >= 0);
  if (known.length === 0) return null;
  return known.reduce(
    (sum, { quantity, costMinor }) =>
      sum +
      lineSum({ kind: "part", option: "", quantity, unitMinor: costMinor ?? 0, taxRate: 0 }, true).totalMinor,
    0,
  );
}
