import { z } from "zod";
import { line, paragraph, requiredLine, tick, version } from "../lib/form.ts";
import type { Locale } from "../lib/locale.ts";
import { parseQuantity } from "../lib/quantity.ts";
import { optionalMoney } from "../lib/money_form.ts";
import { formKey } from "../orders/input.ts";
import { isEan, isSku, isWholeQuantity, PART_UNITS, partCode } from "./part.ts";

/** How the one who types writes figures: language, and ISO 4217 code of the amounts. */
export interface Figures {
  locale: Locale;
  currency: string;
}

const MOST_MODELS = 40;

function facts({ locale, currency }: Figures) {
  return z.object({
    sku: requiredLine(40).transform(partCode).refine(isSku, { error: "part_sku" }),
    ean: line(20).default("").transform((typed) => typed.replace(/[\s-]/g, ""))
      .refine((code) => code === "" || isEan(code), { error: "part_ean" }),
    name: requiredLine(120),
    description: paragraph(2000).default(""),
    category: line(60).default(""),
    unit: z.enum(PART_UNITS, { error: "required" }).default("unit"),
    price: optionalMoney(currency).transform((minor) => minor ?? 0),
    /** Counts for those who may see it. */
    cost: optionalMoney(currency),
    serialised: tick,
    active: tick,
    models: paragraph(4000).default("").transform(distinctLines)
      .refine((models) => models.length <= MOST_MODELS, { error: "too_many_models" })
      .refine((models) => models.every((one) => one.length <= 120), { error: "too_long" }),
    /** Of the branch where it is typed. */
    minimum: quantity(locale).transform((typed) => typed ?? 0),
    location: line(20).default("").transform(partCode),
  });
}

type Facts = z.output<ReturnType<typeof facts>>;

/** The form of a part that is added, once by its `form_key`. */
export function newPart(figures: Figures) {
  return facts(figures).extend({ form_key: formKey }).superRefine(checkUnit);
}
export type NewPart = z.output<ReturnType<typeof newPart>>;

/** With the version that the form was made from. */
export function partEdit(figures: Figures) {
  return facts(figures).extend({ version }).superRefine(checkUnit);
}
export type PartEdit = z.output<ReturnType<typeof partEdit>>;

/** Pieces with serials come one by one, and there are no halves of what is counted in units. */
export function checkUnit(
  part: Pick<Facts, "serialised" | "unit" | "minimum">,
  issues: z.RefinementCtx,
): void {
  if (part.serialised && part.unit !== "unit") {
    issues.addIssue({ code: "custom", path: ["unit"], message: "serialised_unit" });
  }
  if (!isWholeQuantity(part.minimum, part.unit)) {
    issues.addIssue({ code: "custom", path: ["minimum"], message: "whole_number" });
  }
}

/** Thousandths of what was typed, null when nothing was. */
export function quantity(locale: Locale) {
  return line(20).default("").transform((typed, issues): number | null => {
    if (typed === "") return null;
    const found = parseQuantity(typed, locale);
    if (found !== null) return found;
    issues.addIssue({ code: "custom", message: "quantity" });
    return z.NEVER;
  });
}

/** One name, serial or code in each line; blank and repeated ones left out. */
export function distinctLines(text: string): string[] {
  return [...new Set(text.split("\n").map((one) => one.replace(/\s+/g, " ").trim()).filter(Boolean))];
}
