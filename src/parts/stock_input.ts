import { z } from "zod";
import { line, paragraph, requiredParagraph, tick } from "../lib/form.ts";
import { optionalMoney } from "../lib/money_form.ts";
import { formKey } from "../orders/input.ts";
import { distinctLines, type Figures, quantity } from "./input.ts";
import { isWholeQuantity, type PartUnit } from "./part.ts";
import { SCRAP_REASONS } from "./stock.ts";

/** How a part is counted: of serialised ones each piece is named, of others there are so many. */
export interface Counting extends Figures {
  unit: PartUnit;
  serialised: boolean;
}

const MOST_SERIALS = 200;

/** What came in. `quantity` is in thousandths, and null where `serials` say it. */
export function receiptInput(counting: Counting) {
  return z.object({
    ...amountOf(counting),
    cost: optionalMoney(counting.currency),
    note: line(200).default(""),
    /** One for each piece. */
    labels: tick,
    form_key: formKey,
  });
}
export type ReceiptInput = z.output<ReturnType<typeof receiptInput>>;

/** What was counted, against what the form said is there. */
export function countInput(counting: Counting) {
  return z.object({
    counted: counting.serialised ? nothing : countedQuantity(counting),
    serials: counting.serialised ? serialList : nothing,
    /** Thousandths on hand when the form was made. */
    seen: z.coerce.number({ error: "required" }).int(),
    note: requiredParagraph(500),
    form_key: formKey,
  });
}
export type CountInput = z.output<ReturnType<typeof countInput>>;

export function scrapInput(counting: Counting) {
  return z.object({
    quantity: counting.serialised ? nothing : positive(counting),
    serial: counting.serialised ? line(60).pipe(z.string().min(1, { error: "required" })) : nothing,
    reason: z.enum(SCRAP_REASONS, { error: "required" }),
    note: paragraph(500).default(""),
    form_key: formKey,
  });
}
export type ScrapInput = z.output<ReturnType<typeof scrapInput>>;

/** Left out of forms that do not ask for it, and passed over when it comes nevertheless. */
const nothing = z.unknown().optional().transform((): null => null);

export const serialList = paragraph(20_000).default("").transform(distinctLines)
  .refine((serials) => serials.length <= MOST_SERIALS, { error: "too_many_serials" })
  .refine((serials) => serials.every((one) => one.length <= 60), { error: "too_long" });

function amountOf(counting: Counting) {
  return {
    quantity: counting.serialised ? nothing : positive(counting),
    serials: counting.serialised
      ? serialList.refine((serials) => serials.length > 0, { error: "required" })
      : nothing,
  };
}

/** Thousandths of what was typed, more than nothing, and whole where there are no halves. */
export function positive({ locale, unit }: Pick<Counting, "locale" | "unit">) {
  return quantity(locale).refine((typed) => typed !== null, { error: "required" })
    .refine((typed) => typed !== 0, { error: "quantity" })
    .refine((typed) => typed === null || isWholeQuantity(typed, unit), { error: "whole_number" });
}

function countedQuantity({ locale, unit }: Counting) {
  return quantity(locale).refine((typed) => typed !== null, { error: "required" })
    .refine((typed) => typed === null || isWholeQuantity(typed, unit), { error: "whole_number" });
}
