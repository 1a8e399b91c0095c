import { z } from "zod";
import { requiredLine, tick } from "../lib/form.ts";
import { MOST_SLIPS } from "./slip.ts";

/** How many numbers to reserve, and the label printer that prints them at once, if any. */
export const Reservation = z.object({
  form_key: z.uuid({ error: "invalid" }),
  count: z.string({ error: "required" }).trim().min(1, { error: "required" })
    .regex(/^-?\d{1,6}$/, { error: "whole_number" }).transform(Number)
    .pipe(z.number().min(1).max(MOST_SLIPS)),
  printer_id: z.string().optional().transform((id) => id || null),
});
export type Reservation = z.output<typeof Reservation>;

/** Which slips will never be used, and why; `all` is every one of the batch that is still open. */
export const Voiding = z.object({
  numbers: z.union([z.string(), z.array(z.string()).max(MOST_SLIPS)]).optional()
    .transform((numbers) => numbers === undefined ? [] : [numbers].flat()),
  all: tick,
  reason: requiredLine(200),
}).refine(({ numbers, all }) => all || numbers.length > 0, {
  path: ["all"],
  error: "no_slips_chosen",
  when: () => true,
});
export type Voiding = z.output<typeof Voiding>;

export const LabelRequest = z.object({
  form_key: z.uuid({ error: "invalid" }),
  printer_id: z.string().optional().transform((id) => id || null),
});
