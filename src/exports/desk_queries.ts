import { branchOf } from "../admin/shop.ts";
import { weekOf } from "../agenda/calendar.ts";
import type { AgendaFilter } from "../agenda/filter.ts";
import { type Appointment, appointmentsBetween } from "../agenda/queries.ts";
import type { Ctx } from "../context.ts";
import { dayStart, nextDay } from "../lib/dates.ts";
import type { LoanerList } from "../loaners/filter.ts";
import { listLoaners, type LoanerRow } from "../loaners/queries.ts";
import { type UntoldLine, untoldList } from "../untold/queries.ts";
import type { UntoldCursor } from "../untold/untold.ts";
import { everyPage, READ_ROWS } from "./keyset.ts";

/** What the agenda shows of a branch: a day or a week. */
export async function* appointmentPages(
  ctx: Ctx,
  filter: AgendaFilter,
  branchId: string,
): AsyncGenerator<Appointment[]> {
  const { timeZone } = branchOf(ctx.shop, branchId);
  const days = filter.view === "week" ? weekOf(filter.day) : [filter.day];
  const [first = filter.day] = days;
  yield await appointmentsBetween(ctx, {
    branchId,
    from: dayStart(first, timeZone),
    to: dayStart(nextDay(days.at(-1) ?? first), timeZone),
    technician: filter.technician,
  });
}

/** What a branch lends. */
export async function* loanerPages(
  ctx: Ctx,
  list: LoanerList,
  branchId: string,
): AsyncGenerator<LoanerRow[]> {
  yield await listLoaners(ctx, branchId, list);
}

/** Whom somebody still has to tell, who has waited longest first. */
export function untoldPages(ctx: Ctx, branchId: string): AsyncGenerator<UntoldLine[]> {
  return everyPage(async (after: UntoldCursor | null) => {
    const { lines, next } = await untoldList(ctx, { branchId, after, limit: READ_ROWS });
    return { rows: lines, next };
  });
}
