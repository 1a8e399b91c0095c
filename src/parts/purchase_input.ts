import { z } from "zod";
import { line, paragraph, requiredLine, tick, version } from "../lib/form.ts";
import { optionalMoney } from "../lib/money_form.ts";
import { formKey } from "../orders/input.ts";
import { type Figures, quantity } from "./input.ts";
import { serialList } from "./stock_input.ts";

export const newPurchase = z.object({
  supplier: line(120).default(""),
  note: paragraph(500).default(""),
  form_key: formKey,
});
export type NewPurchase = z.output<typeof newPurchase>;

/** By `rowKey`. */
const rows = <S extends z.ZodType>(schema: S) => z.record(z.string(), schema).default({});

/** The lines of a purchase as its form has them; `ordered` marks it as ordered. Quantities in thousandths. */
export function purchaseEdit({ locale }: Pick<Figures, "locale">) {
  return z.object({
    supplier: line(120).default(""),
    note: paragraph(500).default(""),
    lines: rows(z.object({
      quantity: quantity(locale).refine((typed) => typed !== null, { error: "required" }),
    })),
    act: z.enum(["save", "order"]).default("save").catch("save"),
    version,
  });
}
export type PurchaseEdit = z.output<ReturnType<typeof purchaseEdit>>;

export function purchaseLine({ locale }: Pick<Figures, "locale">) {
  return z.object({
    code: requiredLine(60),
    quantity: quantity(locale).transform((typed) => typed ?? 1_000)
      .refine((typed) => typed > 0, { error: "quantity" }),
    form_key: formKey,
  });
}
export type PurchaseLine = z.output<ReturnType<typeof purchaseLine>>;

/** What arrived, line by line; blank for what did not. */
export function purchaseReceipt({ locale, currency }: Figures) {
  return z.object({
    lines: rows(z.object({
      quantity: quantity(locale),
      serials: serialList,
      cost: optionalMoney(currency),
    })),
    labels: tick,
    form_key: formKey,
  });
}
export type PurchaseReceipt = z.output<ReturnType<typeof purchaseReceipt>>;

/** What was ticked among the parts to replenish. */
export function replenishment({ locale }: Pick<Figures, "locale">) {
  return z.object({
    /** Chosen ones hold the part's id. */
    parts: rows(z.object({
      chosen: z.union([z.uuid(), z.literal("")], { error: "invalid" }).default(""),
      quantity: quantity(locale),
    })),
    /** A purchase of the branch that is open, or "" for a new one. */
    purchase_id: z.union([z.uuid(), z.literal("")]).default("").catch(""),
    supplier: line(120).default(""),
    form_key: formKey,
  }).transform(({ parts, ...rest }, issues) => {
    const chosen = Object.entries(parts).filter(([, part]) => part.chosen !== "");
    for (const [key, { quantity }] of chosen) {
      if (quantity !== null && quantity > 0) continue;
      issues.addIssue({ code: "custom", path: ["parts", key, "quantity"], message: "quantity" });
    }
    if (chosen.length === 0) issues.addIssue({ code: "custom", path: ["parts"], message: "part_not_chosen" });
    return {
      ...rest,
      parts: chosen.map(([, { chosen, quantity }]) => ({ partId: chosen, quantity: quantity ?? 0 })),
    };
  });
}
export type Replenishment = z.output<ReturnType<typeof replenishment>>;
