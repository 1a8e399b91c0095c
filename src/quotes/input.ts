import { z } from "zod";
import {
  line,
  paragraph,
  requiredLine,
  tick,
  type Typed,
  typedList,
  typedText,
  version,
} from "../lib/form.ts";
import type { Locale } from "../lib/locale.ts";
import { parseMoney } from "../lib/money.ts";
import { parseQuantity } from "../lib/quantity.ts";
import { formKey } from "../orders/input.ts";
import { APPROVAL_CHANNELS } from "../orders/order.ts";
import { LINE_KINDS, MOST_LINES, OPTION_KEYS, type QuoteOption } from "./quote.ts";
import { discountsBeyond, lineSum } from "./totals.ts";

/** How what is typed into a quote is read. */
export interface QuoteTyping {
  currency: string;
  locale: Locale;
  /** Rates that a line may have, in thousandths of a percent. */
  taxRates: readonly number[];
  taxIncluded: boolean;
}

/** What no line may come to. */
export const MOST_LINE_MINOR = 10_000_000_000_000;

export type QuoteLineInput = z.output<ReturnType<typeof lineInput>>;

/** Lines in which nothing was written are no lines; the others move up. */
export function withoutBlankLines(typed: Typed): Typed {
  const blank = (one: Typed) =>
    ["description", "price", "cost"].every((name) => typedText(one, name).trim() === "");
  return { ...typed, lines: typedList(typed, "lines").filter((one) => !blank(one)) };
}

export function quoteInput(typing: QuoteTyping) {
  return z.object({
    version,
    form_key: formKey,
    options: z.enum(["1", "2", "3"], { error: "invalid" }).default("1").transform(Number),
    name_a: line(60).default(""),
    name_b: line(60).default(""),
    name_c: line(60).default(""),
    note: paragraph(2000).default(""),
    valid_days: whole(1, 365),
    deposit_percent: whole(0, 100),
    lines: z.array(lineInput(typing)).max(MOST_LINES, { error: "too_long" }).default([]),
  }).transform(({ options: count, name_a, name_b, name_c, lines, ...rest }, issues) => {
    const names = [name_a, name_b, name_c];
    const options: QuoteOption[] = count === 1
      ? []
      : OPTION_KEYS.slice(0, count).map((key, index) => ({ key, name: names[index] ?? "" }));
    const known = options.map(({ key }) => key);
    const placed = lines.map((one) => ({
      ...one,
      option: known.find((key) => key === one.option) ?? "" as const,
    }));
    for (const at of discountsBeyond(placed, { options: known, taxIncluded: typing.taxIncluded })) {
      issues.addIssue({ code: "custom", message: "discount_exceeds", path: ["lines", at, "price"] });
    }
    return { ...rest, options, lines: placed };
  });
}
export type QuoteInput = z.output<ReturnType<typeof quoteInput>>;

function lineInput({ currency, locale, taxRates, taxIncluded }: QuoteTyping) {
  const money = (typed: string) => {
    const minor = parseMoney(typed, currency);
    return minor !== null && minor >= 0 ? minor : null;
  };
  return z.object({
    id: z.union([z.literal(""), z.uuid({ error: "invalid" })]).default(""),
    kind: z.enum(LINE_KINDS, { error: "invalid" }).default("labour"),
    option: z.enum(["", ...OPTION_KEYS], { error: "invalid" }).default(""),
    description: requiredLine(200),
    quantity: line(20).default("1").transform((typed) => parseQuantity(typed || "1", locale) ?? 0)
      .pipe(z.number().positive({ error: "quantity" })),
    price: requiredLine(40).transform(money).pipe(z.number({ error: "money" })),
    tax: z.string().default("").transform((typed) => typed === "" ? taxRates[0] ?? 0 : Number(typed))
      .pipe(z.number({ error: "invalid" }).refine((rate) => taxRates.includes(rate), { error: "invalid" })),
    part_id: line(36).default("").transform((id) => id || null),
    /** Null when the form had no such field, or it was left blank. */
    cost: line(40).default("").transform((typed) => typed === "" ? "none" as const : money(typed))
      .pipe(z.union([z.literal("none"), z.number()], { error: "money" }))
      .transform((cost) => cost === "none" ? null : cost),
  }).transform(({ price, tax, cost, ...rest }, issues) => {
    const part_id = rest.kind === "part" ? rest.part_id : null;
    const priced = { ...rest, part_id, unitMinor: price, taxRate: tax, costMinor: cost };
    if (Math.abs(lineSum(priced, taxIncluded).totalMinor) < MOST_LINE_MINOR) return priced;
    issues.addIssue({ code: "custom", message: "line_too_big", path: ["price"] });
    return z.NEVER;
  });
}

export function templateInput(typing: QuoteTyping) {
  return z.object({
    version,
    form_key: formKey,
    name: requiredLine(80),
    active: tick,
    lines: z.array(lineInput(typing)).min(1, { error: "no_quote_lines" }).max(MOST_LINES, {
      error: "too_long",
    }),
  });
}
export type TemplateInput = z.output<ReturnType<typeof templateInput>>;

/** Why a warranty claim costs something. */
const claim_reason = paragraph(500).default("");

export const sendInput = z.object({ version, by_mail: tick, claim_reason, form_key: formKey });
export type SendInput = z.output<typeof sendInput>;

export const discardInput = z.object({ version });

export const shareInput = z.object({ form_key: formKey });

export const startInput = z.object({
  form_key: formKey,
  /** The version whose lines it begins with. */
  from: z.union([z.literal(""), z.uuid({ error: "invalid" })]).default(""),
});
export type StartInput = z.output<typeof startInput>;

/** What the staff notes down of an approval; what it has to bring is judged by the command. */
export function approvalInput(currency: string) {
  return z.object({
    form_key: formKey,
    how: z.preprocess(
      (typed) => typed === "" ? undefined : typed,
      z.enum(APPROVAL_CHANNELS, { error: "invalid" }).optional(),
    ),
    who: line(120).default(""),
    note: paragraph(1000).default(""),
    option: z.enum(["", ...OPTION_KEYS], { error: "invalid" }).default(""),
    agreed: line(40).default("").transform((typed, issues): number | null => {
      if (typed === "") return null;
      const minor = parseMoney(typed, currency);
      if (minor !== null && minor >= 0) return minor;
      issues.addIssue({ code: "custom", message: "money" });
      return z.NEVER;
    }),
    agreed_for: line(200).default(""),
    claim_reason,
    /** The client is not told that it goes on. */
    silent: tick,
  });
}
export type ApprovalInput = z.output<ReturnType<typeof approvalInput>>;

/** A PNG as data URL, "" for none. */
const drawing = z.string().max(800_000, { error: "too_long" }).default("");

/** What a client answers by the link. */
export const clientApproval = z.object({
  form_key: formKey,
  quote: z.uuid({ error: "invalid" }),
  option: z.enum(["", ...OPTION_KEYS], { error: "invalid" }).default(""),
  name: requiredLine(120),
  signature: drawing,
});
export type ClientApproval = z.output<typeof clientApproval>;

export const clientRejection = z.object({
  form_key: formKey,
  quote: z.uuid({ error: "invalid" }),
  name: requiredLine(120),
  reason: paragraph(1000).pipe(z.string().min(1, { error: "required" })),
  signature: drawing,
});
export type ClientRejection = z.output<typeof clientRejection>;

function whole(least: number, most: number) {
  return z.string({ error: "required" }).trim().min(1, { error: "required" })
    .regex(/^\d{1,9}$/, { error: "whole_number" }).transform(Number)
    .pipe(z.number().min(least).max(most));
}
