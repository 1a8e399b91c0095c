import { z } from "zod";
import { requiredLine, tick } from "../lib/form.ts";
import { JOB_FILTERS } from "./print_job.ts";

/** Made when the form was drawn: the same click sent twice is one click. */
const formKey = z.string().regex(/^[\w:-]{8,200}$/, { error: "required" });
const MOST_COPIES = 20;

export const LabelWish = z.object({
  form_key: formKey,
  copies: z.coerce.number({ error: "invalid" }).int({ error: "invalid" }).min(1).max(MOST_COPIES).default(1),
  accessories: tick,
});

export const Again = z.object({ form_key: formKey });

export const Resolution = z.object({ form_key: formKey, saw: z.enum(["printed", "again", "forget"]) });

export const PrinterName = z.object({ name: requiredLine(60) });

export const PauseWish = z.object({ paused: tick });

export const NewAgent = z.object({
  name: requiredLine(60),
  branch_id: z.string().min(1, { error: "required" }),
});

export const JobListQuery = z.object({
  ver: z.enum(JOB_FILTERS).catch("attention"),
  antes: z.coerce.number().int().min(1).nullable().catch(null).default(null),
});
