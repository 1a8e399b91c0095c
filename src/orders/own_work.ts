import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { dayOf, dayStart, nextDay } from "../lib/dates.ts";
import { LISTED, listOrders, type OrderListRow } from "./list.ts";
import { EVERYTHING } from "./list_filter.ts";

/** What presses on a technician today, in any branch; of each at most `MOST_SHOWN`, the longest waiting first. */
export interface OwnWork {
  overdue: OrderListRow[];
  /** Those that become overdue before the day is over. */
  dueToday: OrderListRow[];
  /** Those that nobody has touched for as long as the shop has set. */
  stale: OrderListRow[];
}

export const MOST_SHOWN = 20;

/** Of a technician whose day is that of a time zone. */
export async function readOwnWork(
  ctx: Ctx,
  { technicianId, timeZone }: { technicianId: string; timeZone: string },
): Promise<OwnWork> {
  const own = { ...EVERYTHING, technician: technicianId };
  const endsAt = dayStart(nextDay(dayOf(ctx.now, timeZone)), timeZone);
  const [overdue, dueToday, stale] = await Promise.all([
    listOrders(ctx, { ...own, overdue: true }, MOST_SHOWN),
    dueBetween(ctx.db, { technicianId, from: ctx.now, until: endsAt }).execute(),
    listOrders(ctx, { ...own, stale: "set" }, MOST_SHOWN),
  ]);
  const said = new Set([...overdue.rows, ...dueToday].map(({ seq }) => seq));
  return { overdue: overdue.rows, dueToday, stale: stale.rows.filter(({ seq }) => !said.has(seq)) };
}

/** Orders of a technician that become overdue from an instant on and before another, the soonest first. */
export function dueBetween(
  db: Db,
  { technicianId, from, until }: { technicianId: string; from: number; until: number },
) {
  return db.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .leftJoin("user", "user.id", "order.technician_id")
    .select(LISTED)
    .where("order.technician_id", "=", technicianId)
    .where("order.overdue_at", ">=", from).where("order.overdue_at", "<", until)
    .orderBy("order.overdue_at").orderBy("order.seq").limit(MOST_SHOWN);
}
