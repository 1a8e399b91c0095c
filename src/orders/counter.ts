import type { Ctx } from "../context.ts";
import { LISTED, listOrders, type OrderListRow } from "./list.ts";
import { EVERYTHING } from "./list_filter.ts";
import { type OwnWork, readOwnWork } from "./own_work.ts";
import { readStatusCounts } from "./queries.ts";

const SHOWN = 8;
/** More overdue orders than this are "99+". */
const COUNTED = 100;

/** A few orders, and how many there are. */
export interface Queue {
  rows: OrderListRow[];
  count: number;
}

export interface Counter {
  /** Whether the branch has had any order. */
  begun: boolean;
  ready: Queue;
  awaitingApproval: Queue;
  overdue: Queue;
  /** What nobody has touched for as long as the shop has set. */
  stale: Queue;
  /** Whose clients no mail has told. */
  untold: OrderListRow[];
}

/** What the counter has to do today, in one branch. */
export async function readCounter(ctx: Ctx, branch: string): Promise<Counter> {
  const here = { ...EVERYTHING, branch };
  const [counts, ready, awaiting, overdue, stale, untold] = await Promise.all([
    readStatusCounts(ctx, branch),
    listOrders(ctx, { ...here, status: "ready" }, SHOWN),
    listOrders(ctx, { ...here, status: "awaiting_approval", sort: "oldest" }, SHOWN),
    listOrders(ctx, { ...here, overdue: true }, COUNTED),
    listOrders(ctx, { ...here, stale: "set" }, COUNTED),
    readUntold(ctx, branch),
  ]);
  return {
    begun: Object.values(counts).some((count) => count > 0),
    ready: { rows: ready.rows, count: counts.ready ?? 0 },
    awaitingApproval: { rows: awaiting.rows, count: counts.awaiting_approval ?? 0 },
    overdue: { rows: overdue.rows.slice(0, SHOWN), count: overdue.rows.length },
    stale: { rows: stale.rows.slice(0, SHOWN), count: stale.rows.length },
    untold,
  };
}

export interface Bench {
  mine: OrderListRow[];
  unassigned: OrderListRow[];
  work: OwnWork;
}

/** What a technician has to do: the own orders, longest waiting first, and what nobody has. */
export async function readBench(
  ctx: Ctx,
  { branch, timeZone }: { branch: string; timeZone: string },
): Promise<Bench> {
  const [mine, unassigned, work] = await Promise.all([
    listOrders(ctx, { ...EVERYTHING, mine: true, group: "open", sort: "oldest" }, 40),
    listOrders(ctx, { ...EVERYTHING, technician: "none", group: "open", branch, sort: "oldest" }, 20),
    readOwnWork(ctx, { technicianId: ctx.actor.id ?? "", timeZone }),
  ]);
  return { mine: mine.rows, unassigned: unassigned.rows, work };
}

async function readUntold(ctx: Ctx, branch: string): Promise<OrderListRow[]> {
  return await ctx.db.selectFrom("to_tell")
    .innerJoin("order", "order.id", "to_tell.order_id")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .leftJoin("user", "user.id", "order.technician_id")
    .select(LISTED)
    .where("to_tell.branch_id", "=", branch).where("to_tell.dismissed_at", "is", null)
    .where("to_tell.postponed_until", "<=", ctx.now)
    .orderBy("to_tell.since").orderBy("to_tell.order_id").limit(SHOWN).execute();
}
