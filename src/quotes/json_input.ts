import { z } from "zod";
import { minorOf, Money } from "../api/shapes.ts";
import { type FieldErrors, invalid } from "../lib/app_error.ts";
import { line, paragraph, requiredLine } from "../lib/form.ts";
import { ONE } from "../lib/quantity.ts";
import { NotifyIn, OrderNumber } from "../orders/json.ts";
import { APPROVAL_CHANNELS } from "../orders/order.ts";
import { MOST_LINE_MINOR, type QuoteInput, type QuoteTyping } from "./input.ts";
import { Option, quantity, type Quote, taxRate } from "./json.ts";
import { LINE_KINDS, type LineOption, MOST_LINES, OPTION_KEYS } from "./quote.ts";
import { discountsBeyond, lineSum } from "./totals.ts";

// What programs send of an offer.

const whole = (least: number, most: number) =>
  z.int({ error: "whole_number" }).min(least, { error: "too_small" }).max(most, { error: "too_big" });

export const LineIn = z.object({
  id: z.uuid({ error: "invalid" }).optional().meta({ description: "Of a line that is changed" }),
  kind: z.enum(LINE_KINDS, { error: "invalid" }).default("labour"),
  option: Option.default(""),
  description: requiredLine(200),
  quantity_thousandths: whole(1, 1_000_000 * ONE).default(ONE).meta(quantity),
  unit_price: Money,
  unit_cost: Money.nullable().default(null).meta({
    description: "Passed over without the scope costs:read",
  }),
  tax_rate: z.int({ error: "invalid" }).optional().meta({
    description: `${taxRate.description}; one of the shop's rates, its first one when left out`,
  }),
  part_id: z.uuid({ error: "invalid" }).nullable().default(null),
});

export const QuoteIn = z.object({
  options: z.array(z.object({ name: line(60).default("") })).max(OPTION_KEYS.length, { error: "too_long" })
    .default([]).refine((options) => options.length !== 1, { error: "quote_options" })
    .meta({ description: "Two or three alternatives, A to C in their order; none for a single offer" }),
  note: paragraph(2000).default(""),
  valid_days: whole(1, 365).optional().meta({ description: "The shop's when left out" }),
  deposit_percent: whole(0, 100).optional().meta({ description: "The shop's when left out" }),
  lines: z.array(LineIn).max(MOST_LINES, { error: "too_long" }).default([]),
});

export const NewQuoteIn = QuoteIn.extend({
  order_number: OrderNumber,
  copy_of: z.uuid({ error: "invalid" }).optional().meta({
    description:
      "A version of the same order that it begins with, costs and alternatives too; `lines` come after its own",
  }),
  planned_parts: z.boolean({ error: "invalid" }).default(false).meta({
    description: "Begin with the parts that the bench foresees",
  }),
  job_id: z.uuid({ error: "invalid" }).optional().meta({
    description: "A common job whose lines come before `lines`",
  }),
});

/**
 * What the command saves. @throws AppError invalid beside the field for another currency, a rate or an alternative that there is
 * not, a line that is too big, or discounts above an alternative's total
 */
export function quoteFrom(
  { lines, options: named, valid_days, deposit_percent, note }: z.output<typeof QuoteIn>,
  typing: Omit<QuoteTyping, "locale"> & { validDays: number; depositPercent: number },
): Omit<QuoteInput, "version" | "form_key"> {
  const { taxIncluded } = typing;
  const keys = OPTION_KEYS.slice(0, named.length);
  const { priced, wrong } = pricedLines(lines, { ...typing, options: keys });
  for (const at of discountsBeyond(priced, { options: keys, taxIncluded })) {
    wrong[`lines.${at}.unit_price`] = { code: "discount_exceeds" };
  }
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  return {
    options: keys.map((key, index) => ({ key, name: named[index]?.name ?? "" })),
    note,
    valid_days: valid_days ?? typing.validDays,
    deposit_percent: deposit_percent ?? typing.depositPercent,
    lines: priced,
  };
}

type Pricing = Omit<QuoteTyping, "locale"> & { options: readonly LineOption[] };

/** The lines as the commands take them, and what is wrong with which. @throws AppError invalid for another currency */
export function pricedLines(
  lines: readonly z.output<typeof LineIn>[],
  { currency: of, taxRates, taxIncluded, options }: Pricing,
) {
  const wrong: FieldErrors = {};
  const priced = lines.map((one, at) => {
    const field = (name: string) => `lines.${at}.${name}`;
    const taxRate = one.tax_rate ?? taxRates[0] ?? 0;
    if (!taxRates.includes(taxRate)) wrong[field("tax_rate")] = { code: "invalid" };
    if (one.option !== "" && !options.includes(one.option)) wrong[field("option")] = { code: "invalid" };
    const told = {
      id: one.id ?? "",
      kind: one.kind,
      option: one.option,
      description: one.description,
      quantity: one.quantity_thousandths,
      part_id: one.kind === "part" ? one.part_id : null,
      unitMinor: minorOf(one.unit_price, { of, field: field("unit_price") }),
      taxRate,
      costMinor: one.unit_cost && minorOf(one.unit_cost, { of, field: field("unit_cost") }),
    };
    const total = Math.abs(lineSum(told, taxIncluded).totalMinor);
    if (total >= MOST_LINE_MINOR) wrong[field("unit_price")] = { code: "line_too_big" };
    return told;
  });
  return { priced, wrong };
}

/** The version in the form in which it comes in. */
export function quoteAsIn(told: z.input<typeof Quote>): z.input<typeof QuoteIn> {
  const { options, note, valid_days, deposit_percent, lines } = told;
  return { options: options.map(({ name }) => ({ name })), note, valid_days, deposit_percent, lines };
}

export const SendingIn = z.object({
  by_mail: z.boolean({ error: "invalid" }).default(true).meta({
    description: "Whether the client is told; false issues it without telling, and the history says so",
  }),
  claim_reason: paragraph(500).default("").meta({ description: "Why a warranty claim costs something" }),
});

export const ApprovalIn = z.object({
  order_number: OrderNumber,
  how: z.enum(APPROVAL_CHANNELS, { error: "invalid" }).optional(),
  who: line(120).default("").meta({ description: "Who of the client's agreed" }),
  note: paragraph(1000).default(""),
  option: Option.default(""),
  agreed: Money.nullable().default(null).meta({
    description: "A price that was agreed on instead of an offer",
  }),
  agreed_for: line(200).default("").meta({ description: "What that price is for" }),
  claim_reason: paragraph(500).default(""),
  notify: NotifyIn,
});

export const RejectionIn = z.object({
  order_number: OrderNumber,
  reason: paragraph(1000).pipe(z.string().min(1, { error: "required" })),
  notify: NotifyIn,
});
