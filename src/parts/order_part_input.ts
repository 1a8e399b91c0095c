import { z } from "zod";
import { line, paragraph, tick } from "../lib/form.ts";
import type { Locale } from "../lib/locale.ts";
import { formKey } from "../orders/input.ts";
import { quantity } from "./input.ts";
import { PART_ACTS } from "./order_act.ts";
import { SCRAP_REASONS } from "./stock.ts";

/** A part added to an order by its code, or by its id when it was chosen from a list. */
export function addedPart(locale: Locale) {
  return z.object({
    code: line(60).default(""),
    part_id: z.union([z.uuid(), z.literal("")]).default("").catch(""),
    quantity: orOne(locale),
    /** Left out: what is usual where the order stands. */
    how: z.enum(["reserve", "use"]).optional().catch(undefined),
    form_key: formKey,
  });
}
export type AddedPart = z.output<ReturnType<typeof addedPart>>;

/** What is done with a part of an order. */
export function partMove(locale: Locale) {
  return z.object({
    kind: z.enum(PART_ACTS, { error: "required" }),
    quantity: orOne(locale),
    /** Of a serialised part. */
    serial: line(60).default(""),
    /** Of a scrapped one: taken out of the device, or never fitted. */
    from: z.enum(["used", "stock"]).default("stock").catch("stock"),
    reason: z.union([z.enum(SCRAP_REASONS), z.literal("")], { error: "invalid" }).default(""),
    note: paragraph(500).default(""),
    /** Bill what goes beyond the plan. */
    charge: tick,
    form_key: formKey,
  }).superRefine(({ kind, reason }, issues) => {
    if (kind !== "scrap" || reason !== "") return;
    issues.addIssue({ code: "custom", path: ["reason"], message: "required" });
  });
}
export type PartMove = z.output<ReturnType<typeof partMove>>;

export const partCharge = z.object({ form_key: formKey });

/** Thousandths, one when nothing is typed. */
function orOne(locale: Locale) {
  return quantity(locale).transform((typed) => typed ?? 1_000).refine((typed) => typed > 0, {
    error: "quantity",
  });
}
