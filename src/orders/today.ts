import { type Appointment, todaysAppointments } from "../agenda/queries.ts";
import type { Ctx } from "../context.ts";
import { overdueLoans } from "../loaners/queries.ts";
import { type UnreadMessage, unreadMessages } from "../tracking/message_queries.ts";

/** What the day brings to the counter besides orders. */
export interface Today {
  appointments: Appointment[];
  /** Loans that should have come back. */
  overdueLoans: number;
  /** What clients wrote and nobody has read. */
  messages: UnreadMessage[];
}

export async function readToday(ctx: Ctx, branchId: string, timeZone: string): Promise<Today> {
  const [appointments, overdue, messages] = await Promise.all([
    todaysAppointments(ctx, branchId, timeZone),
    overdueLoans(ctx, branchId),
    unreadMessages(ctx.db, branchId),
  ]);
  return { appointments, overdueLoans: overdue, messages };
}
