import { z } from "zod";
import { line, requiredLine } from "../lib/form.ts";

export const timerAct = z.object({ act: z.enum(["start", "stop"], { error: "required" }) });

/** A correction of what somebody worked on an order; minutes from 1 to 1440, taken away with `subtract`. */
export const timeCorrection = z.object({
  /** One's own where nobody is chosen. */
  user_id: line(40).default(""),
  direction: z.enum(["add", "subtract"], { error: "required" }),
  minutes: z.string({ error: "minutes" }).trim().regex(/^\d{1,4}$/, { error: "minutes" }).transform(Number)
    .refine((minutes) => minutes >= 1 && minutes <= 1440, { error: "minutes" }),
  reason: requiredLine(300),
  form_key: z.uuid({ error: "invalid" }),
});
export type TimeCorrection = z.output<typeof timeCorrection>;
