import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import type { DeliveryInput } from "../orders/input.ts";
import type { OrderRow } from "../orders/row.ts";
import { recordReturn } from "./commands.ts";
import { type Loan, loansOfOrder } from "./queries.ts";

/** A loan that was still out when the device went home, as the delivery settles it. */
interface SettledLoan {
  loan: Loan;
  returned: boolean;
  /** How it came back, or why it did not. */
  note: string;
}

/** What was lent with an order and has not come back. */
export async function loansOut(db: Db, orderId: string): Promise<Loan[]> {
  return (await loansOfOrder(db, orderId)).filter(({ returnedAt }) => returnedAt === null);
}

/** What the delivery's form says of each; the note is wrong where it is missing. */
export function settleLoans(
  out: readonly Loan[],
  input: DeliveryInput,
): { loans: SettledLoan[]; fields: FieldErrors } {
  const fields: FieldErrors = {};
  const loans = out.map((loan, index): SettledLoan => {
    const { returned, note } = input.loans.find(({ id }) => id === loan.id) ?? { returned: false, note: "" };
    if (note === "") fields[`loans.${index}.note`] = { code: returned ? "loan_condition" : "loan_unsettled" };
    return { loan, returned, note };
  });
  return { loans, fields };
}

/** Takes back what comes back; the rest is for the history of the delivery. */
export async function takeLoansBack(
  trx: Db,
  ctx: Ctx,
  { order, loans }: { order: OrderRow; loans: readonly SettledLoan[] },
): Promise<{ loaner: string; reason: string }[]> {
  for (const { loan, note } of loans.filter(({ returned }) => returned)) {
    await recordReturn(trx, ctx, { order, loanId: loan.id, id: ctx.random.id(ctx.now), condition: note });
  }
  return loans.filter(({ returned }) => !returned).map(({ loan, note }) => ({
    loaner: loan.loaner,
    reason: note,
  }));
}
