import { z } from "zod";
import { Id, minorOf, Money, money } from "../api/shapes.ts";
import { type FieldErrors, invalid } from "../lib/app_error.ts";
import { requiredLine } from "../lib/form.ts";
import { MOST_LINE_MINOR } from "./input.ts";
import { quantity, taxRate } from "./json.ts";
import { QuoteIn } from "./json_input.ts";
import { LINE_KINDS, MOST_LINES } from "./quote.ts";
import type { QuoteTemplate } from "./template_queries.ts";
import { lineSum } from "./totals.ts";

export const CommonJob = z.object({
  id: Id,
  name: z.string(),
  active: z.boolean(),
  lines: z.array(z.object({
    kind: z.enum(LINE_KINDS),
    description: z.string(),
    quantity_thousandths: z.int().meta(quantity),
    unit_price: Money,
    tax_rate: z.int().meta(taxRate),
    part_id: Id.nullable(),
  })),
  version: z.int(),
}).meta({ id: "CommonJob", description: "The lines of a job that comes again and again" });

export function commonJobTold(job: QuoteTemplate, currency: string): z.input<typeof CommonJob> {
  const { id, name, active, lines, version } = job;
  return {
    id,
    name,
    active,
    lines: lines.map((line) => ({
      kind: line.kind,
      description: line.description,
      quantity_thousandths: line.quantity,
      unit_price: money(line.unitMinor, currency),
      tax_rate: line.taxRate,
      part_id: line.partId,
    })),
    version,
  };
}

const Line = QuoteIn.shape.lines.unwrap().element.omit({ id: true, option: true, unit_cost: true });

export const CommonJobIn = z.object({
  name: requiredLine(80),
  active: z.boolean({ error: "invalid" }).default(true),
  lines: z.array(Line).min(1, { error: "no_quote_lines" }).max(MOST_LINES, { error: "too_long" }),
});

interface Typing {
  currency: string;
  /** Those of the shop, and those that the job has. */
  taxRates: readonly number[];
  taxIncluded: boolean;
}

/** What the command saves. @throws AppError invalid beside the field, as for the lines of an offer */
export function commonJobFrom(
  { lines, ...rest }: z.output<typeof CommonJobIn>,
  { currency: of, taxRates, taxIncluded }: Typing,
) {
  const wrong: FieldErrors = {};
  const priced = lines.map((line, at) => {
    const field = (name: string) => `lines.${at}.${name}`;
    const rate = line.tax_rate ?? taxRates[0] ?? 0;
    if (!taxRates.includes(rate)) wrong[field("tax_rate")] = { code: "invalid" };
    const told = {
      id: "",
      option: "" as const,
      kind: line.kind,
      description: line.description,
      quantity: line.quantity_thousandths,
      unitMinor: minorOf(line.unit_price, { of, field: field("unit_price") }),
      taxRate: rate,
      part_id: line.kind === "part" ? line.part_id : null,
      costMinor: null,
    };
    if (Math.abs(lineSum(told, taxIncluded).totalMinor) >= MOST_LINE_MINOR) {
      wrong[field("unit_price")] = { code: "line_too_big" };
    }
    return told;
  });
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  return { ...rest, lines: priced };
}
