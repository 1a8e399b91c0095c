import { z } from "zod";
import { line } from "../lib/form.ts";
import { MOST_COPIES } from "./document.ts";
import { PRINT_JOB_STATES } from "./print_job.ts";

const told = { error: (issue: { input?: unknown }) => issue.input === undefined ? "required" : "invalid" };
const whole = z.number(told).int({ error: "whole_number" });
const few = { error: "too_small" };
const many = { error: "too_big" };

const always = {
  /** The printer's key, or its id. */
  printer: z.string(told).min(1, { error: "required" }),
  copies: whole.min(1, few).max(MOST_COPIES, many).default(1),
  expires_in_s: whole.min(10, few).max(604_800, many).optional(),
};
const order = z.string(told).min(1, { error: "required" });

const TextData = z.strictObject({
  code: z.string(told).regex(/^[A-Z0-9-]{1,40}$/, { error: "label_code" }),
  lines: z.array(z.string(told).pipe(line(120)), told).max(4, many).default([]),
  url: z.string(told).regex(/^(?=.{1,213}$)https?:\/\/[\x21-\x7e]+$/, { error: "label_url" }).optional(),
}, told);

/** What a program may ask the queue for. */
export const PrintWish = z.discriminatedUnion("template", [
  z.strictObject({ template: z.literal("device"), order, ...always }),
  z.strictObject({
    template: z.literal("accessory"),
    order,
    /** Which of the order's accessories, the first is 1; may be left out when there is one. */
    accessory: whole.min(1, few).optional(),
    ...always,
  }),
  z.strictObject({ template: z.literal("text"), data: TextData, ...always }),
], told);
export type PrintWish = z.output<typeof PrintWish>;

/** What somebody saw of a label whose end nobody knows. */
export const PrintSighting = z.strictObject({ printed: z.boolean(told) }, told);

export const QueueQuery = z.object({
  state: z.array(z.enum(PRINT_JOB_STATES, { error: "invalid" })).default([]),
  antes: z.coerce.number({ error: "invalid" }).int({ error: "invalid" }).min(1).nullable().default(null),
});
