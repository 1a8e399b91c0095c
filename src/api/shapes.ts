import { z } from "zod";
import { invalid } from "../lib/app_error.ts";
import { instant, instantText } from "../lib/json.ts";
import { MOST_MINOR } from "../lib/money.ts";

// What the resources have in common, as schemas of their JSON. `meta({ id })` names a component of the document.

export const Id = z.uuid().meta({ description: "UUID", examples: ["01935f5a-7c00-7000-8000-000000000001"] });

export const Instant = z.iso.datetime().meta({
  description: "RFC 3339 in UTC",
  examples: ["2026-11-23T13:00:00.000Z"],
});

export const Money = z.object({
  amount_minor: z.int().min(-MOST_MINOR).max(MOST_MINOR).meta({
    description: "Whole minor units of the currency",
    examples: [1_250_000],
  }),
  currency: z.string().regex(/^[A-Z]{3}$/).meta({ description: "ISO 4217", examples: ["ARS"] }),
}).meta({ id: "Money", description: "An amount, never a floating number" });

/** An amount that came in, in the one currency that it can have. @throws AppError invalid beside the field */
export function minorOf(
  { amount_minor, currency }: z.output<typeof Money>,
  { of, field, least = 0 }: { of: string; field: string; least?: number },
): number {
  if (currency !== of) {
    throw invalid({ [`${field}.currency`]: { code: "currency_other", params: { currency: of } } });
  }
  if (amount_minor >= least) return amount_minor;
  throw invalid({ [`${field}.amount_minor`]: { code: "too_small", params: { limit: least } } });
}

/** An instant that comes in, as UTC milliseconds. */
export const InstantIn = z.iso.datetime({ offset: true, error: "instant" })
  .meta({ description: "RFC 3339 with any offset", examples: ["2026-11-25T18:00:00Z"] })
  .transform((text) => Date.parse(text));

export function money(amount_minor: number, currency: string): z.output<typeof Money> {
  return { amount_minor, currency };
}

export { instant, instantText as instantOrNull, MOST_MINOR };

/** Several of a few words in one parameter, parted by commas. */
export function commaList<const W extends readonly [string, ...string[]]>(words: W) {
  return z.string().max(500, { error: "too_long" }).transform((text) =>
    text.split(",").map((one) => one.trim())
  )
    .pipe(z.array(z.enum(words, { error: "invalid" }))).transform((list) => [...new Set(list)]);
}

/** A parameter that is a condition. */
export const Flag = z.enum(["true", "false"], { error: "invalid" }).transform((text) => text === "true");

/** A whole number in a parameter. */
export function whole(least: number, most: number) {
  return z.string().regex(/^\d{1,9}$/, { error: "whole_number" }).transform(Number)
    .pipe(z.int().min(least, { error: "too_small" }).max(most, { error: "too_big" }));
}

export const MOST_ROWS = 200;

/** The parameters of every list. */
export const PAGE = {
  limit: whole(1, MOST_ROWS).default(50).meta({ description: `Rows of a page, at most ${MOST_ROWS}` }),
  cursor: z.string().min(1, { error: "cursor" }).max(200, { error: "cursor" }).optional().meta({
    description: "Where the page begins, as the link to it says",
  }),
};

/** Full text: every word begins a word of the row, accents and case aside. */
export const Search = z.string().max(200, { error: "too_long" }).default("").meta({
  description: "Words that the rows have, accents and case aside; newest first",
});

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string().meta({ description: "What a program can tell the problem by" }),
  request_id: z.string().meta({ description: "Also in X-Request-Id; tells the shop's log of it" }),
  errors: z.array(z.object({
    field: z.string().meta({
      description: "Path of the field, its steps parted by dots",
      examples: ["contacts.0.value"],
    }),
    code: z.string(),
    detail: z.string(),
  })).optional(),
}).meta({ id: "Problem", description: "RFC 9457" });
