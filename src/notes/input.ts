import { z } from "zod";
import { requiredLine, requiredParagraph, tick, version } from "../lib/form.ts";

export const cannedInput = z.object({
  title: requiredLine(60),
  text: requiredParagraph(2000),
  form_key: z.uuid({ error: "invalid" }),
});
export type CannedInput = z.output<typeof cannedInput>;

export const cannedEdit = cannedInput.omit({ form_key: true }).extend({ active: tick, version });
export type CannedEdit = z.output<typeof cannedEdit>;
