import { z } from "zod";
import { Id, Instant, instant, instantOrNull } from "../api/shapes.ts";
import { line, requiredParagraph } from "../lib/form.ts";
import { OrderNumber } from "../orders/json.ts";
import { newLoaner } from "./input.ts";
import { AGREEMENTS, loanerState } from "./loaner.ts";
import type { Loan, LoanerRow } from "./queries.ts";

export const Loaner = z.object({
  id: Id,
  name: z.string().meta({ examples: ["Moto E13 negro"] }),
  serial: z.string(),
  condition: z.string().meta({ description: "As it came back last" }),
  state: z.enum(["free", "lent", "overdue", "retired"]),
  out: z.object({ loan_id: Id, order_number: OrderNumber, due_at: Instant }).nullable(),
}).meta({ id: "Loaner", description: "A device that the shop lends while it repairs" });

export function loanerTold(row: LoanerRow, now: number): z.input<typeof Loaner> {
  const { id, name, serial, condition, active, out } = row;
  return {
    id,
    name,
    serial,
    condition,
    state: loanerState({ active, dueAt: out?.dueAt ?? null }, now),
    out: out && { loan_id: out.id, order_number: out.number, due_at: instant(out.dueAt) },
  };
}

export const LoanTold = z.object({
  id: Id,
  loaner: z.object({ id: Id, name: z.string(), serial: z.string() }),
  order_number: OrderNumber,
  agreement: z.enum(AGREEMENTS),
  deposit: z.string(),
  condition: z.string(),
  lent_at: Instant,
  lent_by: z.string(),
  due_at: Instant,
  returned: z.object({ at: Instant, by: z.string(), condition: z.string() }).nullable(),
}).meta({ id: "Loan" });

export function loanTold(loan: Loan): z.input<typeof LoanTold> {
  const { id, loanerId, loaner: name, serial, number, agreement, deposit, condition } = loan;
  const returnedAt = instantOrNull(loan.returnedAt);
  return {
    id,
    loaner: { id: loanerId, name, serial },
    order_number: number,
    agreement,
    deposit,
    condition,
    lent_at: instant(loan.lentAt),
    lent_by: loan.lentBy,
    due_at: instant(loan.dueAt),
    returned: returnedAt === null
      ? null
      : { at: returnedAt, by: loan.returnedBy ?? "", condition: loan.returnCondition ?? "" },
  };
}

/** Of its page: what was lent of it lately, too. */
export const LoanerDetail = Loaner.extend({
  loans: z.array(LoanTold).meta({ description: "The last fifty, newest first" }),
  version: z.int(),
}).meta({ id: "LoanerDetail" });

export function loanerInFull(
  row: LoanerRow & { loans: Loan[] },
  now: number,
): z.input<typeof LoanerDetail> {
  return { ...loanerTold(row, now), loans: row.loans.map(loanTold), version: row.version };
}

export const NewLoanerIn = newLoaner.omit({ form_key: true });
export const LoanerIn = NewLoanerIn.extend({
  active: z.boolean({ error: "invalid" }).default(true).meta({ description: "False once it is retired" }),
});

export const LoanIn = z.object({
  loaner_id: z.uuid({ error: "required" }),
  condition: requiredParagraph(500),
  agreement: z.enum(AGREEMENTS, { error: "required" }).meta({ description: "What the client was asked for" }),
  deposit: line(120).default(""),
  due_on: z.iso.date({ error: "date" }).meta({ description: "Its last day, of the branch" }),
});

export const ReturnIn = z.object({ condition: requiredParagraph(500) });
