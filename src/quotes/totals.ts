import type { LineKind, LineOption, OptionKey } from "./quote.ts";

/** What the price of a line is made from: thousandths, minor units, thousandths of a percent; none negative. */
export interface PricedLine {
  kind: LineKind;
  option: LineOption;
  quantity: number;
  unitMinor: number;
  taxRate: number;
}

/** Minor units; negative for a discount. Net and tax always add up to the total. */
export interface LineSum {
  netMinor: number;
  taxMinor: number;
  totalMinor: number;
}

export interface OptionSum extends LineSum {
  option: LineOption;
  /** Tax of each rate that occurs, the highest first. */
  taxes: { rate: number; taxMinor: number }[];
}

const UNIT = 1_000n;
const WHOLE = 100_000n;

/** Tax law rounds each line, not the sum: the cents of a line are settled here and only added from here on. */
export function lineSum(line: PricedLine, taxIncluded: boolean): LineSum {
  const price = divided(BigInt(line.quantity) * BigInt(line.unitMinor), UNIT);
  const rate = BigInt(line.taxRate);
  const tax = divided(price * rate, taxIncluded ? WHOLE + rate : WHOLE);
  const total = taxIncluded ? price : price + tax;
  const sign = line.kind === "discount" ? -1n : 1n;
  return {
    netMinor: Number(sign * (total - tax)),
    taxMinor: Number(sign * tax),
    totalMinor: Number(sign * total),
  };
}

/** What to write into a line so that one costs what the client is to pay: the price itself, or without its tax. */
export function unitBefore(
  priceMinor: number,
  { taxRate, taxIncluded }: { taxRate: number; taxIncluded: boolean },
): number {
  return taxIncluded ? priceMinor : Number(divided(BigInt(priceMinor) * WHOLE, WHOLE + BigInt(taxRate)));
}

/** What each alternative comes to, in order; one sum under "" for an offer without alternatives. */
export function optionSums(
  lines: readonly PricedLine[],
  { options, taxIncluded }: { options: readonly OptionKey[]; taxIncluded: boolean },
): OptionSum[] {
  const wanted: readonly LineOption[] = options.length > 0 ? options : [""];
  const priced = lines.map((line) => ({ line, sum: lineSum(line, taxIncluded) }));
  return wanted.map((option) => {
    const own = priced.filter(({ line }) => belongs(line, option));
    const rates = [...new Set(own.map(({ line }) => line.taxRate))].filter((rate) => rate > 0);
    return {
      option,
      netMinor: added(own.map(({ sum }) => sum.netMinor)),
      taxMinor: added(own.map(({ sum }) => sum.taxMinor)),
      totalMinor: added(own.map(({ sum }) => sum.totalMinor)),
      taxes: rates.sort((a, b) => b - a).map((rate) => ({
        rate,
        taxMinor: added(own.filter(({ line }) => line.taxRate === rate).map(({ sum }) => sum.taxMinor)),
      })),
    };
  });
}

/** Whether a line counts in an alternative. */
export function belongs(line: { option: LineOption }, option: LineOption): boolean {
  return line.option === "" || option === "" || line.option === option;
}

/** Which discount, the last one, makes an alternative come to less than nothing; none for an offer that is sound. */
export function discountsBeyond(
  lines: readonly PricedLine[],
  { options, taxIncluded }: { options: readonly OptionKey[]; taxIncluded: boolean },
): number[] {
  return optionSums(lines, { options, taxIncluded }).filter(({ totalMinor }) => totalMinor < 0)
    .map(({ option }) => lines.findLastIndex((one) => one.kind === "discount" && belongs(one, option)));
}

/** What has to be paid beforehand of a total, in minor units. */
export function depositOf(totalMinor: number, percent: number): number {
  return totalMinor <= 0 ? 0 : Number(divided(BigInt(totalMinor) * BigInt(percent), 100n));
}

/** Half a cent goes up. Neither figure is negative. */
function divided(figure: bigint, by: bigint): bigint {
  return (2n * figure + by) / (2n * by);
}

function added(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0);
}
