import { z } from "zod";
import { MOST_COPIES } from "./document.ts";
import { labelCode, LOOSE_LABEL_INPUTS } from "./loose_label_input.ts";

const whole = z.number().int({ error: "whole_number" });
const few = { error: "too_small" };
const many = { error: "too_big" };

const printer = z.string().min(1, { error: "required" }).meta({
  description: "The printer's key, or its id",
});

const always = {
  printer,
  copies: whole.min(1, few).max(MOST_COPIES, many).default(1),
  expires_in_s: whole.min(10, few).max(604_800, many).optional(),
};
const order = z.string().min(1, { error: "required" });
const { text, shelf, part } = LOOSE_LABEL_INPUTS;

/** What a program may ask the queue for. */
export const PrintWish = z.discriminatedUnion("template", [
  z.strictObject({ template: z.literal("device"), order, ...always }),
  z.strictObject({
    template: z.literal("accessory"),
    order,
    accessory: whole.min(1, few).optional().meta({
      description: "Which of the order's accessories, the first is 1; may be left out when there is one",
    }),
    ...always,
  }),
  z.strictObject({
    template: z.literal("text"),
    data: z.strictObject({ ...text.shape, code: labelCode }),
    ...always,
  }),
  z.strictObject({ template: z.literal("shelf"), data: z.strictObject(shelf.shape), ...always }),
  z.strictObject({ template: z.literal("part"), data: z.strictObject(part.shape), ...always }),
]);
export type PrintWish = z.output<typeof PrintWish>;

/** What somebody saw of a label whose end nobody knows. */
export const PrintSighting = z.object({ printed: z.boolean({ error: "invalid" }) });

/** Where a label is to come out instead. */
export const PrinterWish = z.object({ printer });
