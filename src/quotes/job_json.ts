import { z } from "zod";
import type { Reading } from "../api/operation.ts";
import { Id, Money, money } from "../api/shapes.ts";
import { requiredLine } from "../lib/form.ts";
import { quantity, taxRate } from "./json.ts";
import { LineIn } from "./json_input.ts";
import { LINE_KINDS, MOST_LINES } from "./quote.ts";
import type { TemplateLine } from "./template.ts";
import type { QuoteTemplate } from "./template_queries.ts";

export const QuoteJob = z.object({
  id: Id,
  name: z.string().meta({ examples: ["Cambio de pantalla"] }),
  active: z.boolean().meta({ description: "Whether it is offered to who writes a quote" }),
  lines: z.array(z.object({
    kind: z.enum(LINE_KINDS),
    description: z.string(),
    quantity_thousandths: z.int().meta(quantity),
    unit_price: Money,
    tax_rate: z.int().meta(taxRate),
    part_id: Id.nullable(),
  })),
  version: z.int(),
}).meta({ id: "QuoteJob", description: "Lines that come again and again" });

export function jobTold(job: QuoteTemplate, currency: Reading["currency"]): z.input<typeof QuoteJob> {
  const { id, name, active, lines, version } = job;
  return {
    id,
    name,
    active,
    lines: lines.map(({ kind, description, quantity, unitMinor, taxRate, partId }) => ({
      kind,
      description,
      quantity_thousandths: quantity,
      unit_price: money(unitMinor, currency),
      tax_rate: taxRate,
      part_id: partId,
    })),
    version,
  };
}

export const QuoteJobIn = z.object({
  name: requiredLine(80),
  active: z.boolean({ error: "invalid" }).default(true),
  lines: z.array(LineIn.omit({ id: true, option: true, unit_cost: true })).min(1, { error: "no_quote_lines" })
    .max(MOST_LINES, { error: "too_long" }),
});

/** The job in the form in which it comes in. */
export function jobAsIn({ name, active, lines }: z.input<typeof QuoteJob>): z.input<typeof QuoteJobIn> {
  return { name, active, lines };
}

/** A line of a job as a line of an offer, in the offer's currency. */
export function jobLine(line: TemplateLine, currency: string): z.output<typeof LineIn> {
  return {
    kind: line.kind,
    option: "",
    description: line.description,
    quantity_thousandths: line.quantity,
    unit_price: money(line.unitMinor, currency),
    unit_cost: null,
    tax_rate: line.taxRate,
    part_id: line.partId,
  };
}
