import { z } from "zod";
import { dayStart, nextDay } from "../lib/dates.ts";
import { line, paragraph, requiredLine, requiredParagraph, tick, version } from "../lib/form.ts";
import { AGREEMENTS } from "./loaner.ts";

const formKey = z.uuid({ error: "invalid" });

const facts = {
  name: requiredLine(80),
  serial: line(60).default(""),
  condition: paragraph(500).default(""),
};

export const newLoaner = z.object({ ...facts, form_key: formKey });
export type NewLoaner = z.output<typeof newLoaner>;

export const loanerEdit = z.object({ ...facts, active: tick, version });
export type LoanerEdit = z.output<typeof loanerEdit>;

/** A loan to the client of an order; it is due at the end of its last day at the branch. */
export function loanInput({ timeZone, now }: { timeZone: string; now: number }) {
  return z.object({
    loaner_id: z.uuid({ error: "required" }),
    condition: requiredParagraph(500),
    agreement: z.enum(AGREEMENTS, { error: "required" }),
    deposit: line(120).default(""),
    due_on: z.iso.date({ error: "date" }).transform((day) => dayStart(nextDay(day), timeZone) - 1)
      .refine((at) => at >= now, { error: "date_past" }),
    form_key: formKey,
  });
}
export type LoanInput = z.output<ReturnType<typeof loanInput>>;

export const returnInput = z.object({ condition: requiredParagraph(500), form_key: formKey });
export type ReturnInput = z.output<typeof returnInput>;
