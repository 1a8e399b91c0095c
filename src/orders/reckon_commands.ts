import { readShop, type Shop } from "../admin/shop.ts";
import type { Calendar } from "../admin/open_time.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { enqueue } from "../jobs/queue.ts";
import { overdueAt, slaRules, slaSpent } from "./sla.ts";
import { OPEN_STATUSES, type OrderStatus } from "./status.ts";

const AT_ONCE = 200;

/** Queues the reckoning, in the transaction that changes limits or hours; then wake `jobs`. */
export async function reckonAfter(trx: Db, ctx: Ctx): Promise<void> {
  await enqueue(trx, ctx, { kind: "reckon_deadlines", payload: {} });
}

/**
 * Makes the clocks and deadlines of all open orders what their history, the limits and the branches' hours say now. An order that
 * moves meanwhile has reckoned for itself and is left alone.
 */
export async function reckonDeadlines(ctx: Ctx): Promise<{ orders: number; changed: number }> {
  // As saved: what this process remembers of the shop may be older than the change that asks for this.
  const shop = await readShop(ctx.db);
  let orders = 0;
  let changed = 0;
  for (const status of OPEN_STATUSES) {
    for (let after = 0; after >= 0;) {
      const batch = await openOrders(ctx.db, status, after);
      orders += batch.length;
      changed += await reckonBatch(ctx.db, shop, batch);
      after = batch.length < AT_ONCE ? -1 : batch.at(-1)?.seq ?? -1;
    }
  }
  if (changed > 0) ctx.live.changed(...shop.branches.map(({ id }) => `board:${id}` as const));
  return { orders, changed };
}

type Reckoned = Awaited<ReturnType<typeof openOrders>>[number];

async function openOrders(db: Db, status: OrderStatus, after: number) {
  return await db.selectFrom("order")
    .select(["seq", "id", "branch_id", "status", "status_since", "sla_ms", "overdue_at", "priority"])
    .select(["promised_at", "received_at", "version"])
    .where("status", "=", status).where("seq", ">", after).orderBy("seq").limit(AT_ONCE).execute();
}

async function reckonBatch(db: Db, shop: Shop, orders: readonly Reckoned[]): Promise<number> {
  if (orders.length === 0) return 0;
  const moves = await movesOf(db, orders.map(({ id }) => id));
  let changed = 0;
  for (const order of orders) {
    const rules = slaRules(shop, order.branch_id);
    const known = begunAt(order.received_at, moves.get(order.id) ?? []);
    const sla_ms = spentBefore(known, order.status_since, rules.calendar);
    const overdue_at = overdueAt({ ...order, sla_ms }, rules);
    if (sla_ms === order.sla_ms && overdue_at === order.overdue_at) continue;
    const written = await db.updateTable("order").set({ sla_ms, overdue_at })
      .where("id", "=", order.id).where("version", "=", order.version).executeTakeFirst();
    changed += Number(written.numUpdatedRows);
  }
  return changed;
}

/** What was taken in by hand had been there before its history begins. */
function begunAt(receivedAt: number, [first, ...others]: readonly PastMove[]): PastMove[] {
  return first ? [{ ...first, at: Math.min(first.at, receivedAt) }, ...others] : [];
}

export interface PastMove {
  to: OrderStatus;
  at: number;
}

/** Open time that the shop had an order to itself, by its moves in their order, up to an instant. */
export function spentBefore(moves: readonly PastMove[], until: number, calendar: Calendar): number {
  return moves.reduce((sum, { to, at }, index) => {
    const left = Math.min(moves[index + 1]?.at ?? until, until);
    return sum + slaSpent({ status: to, status_since: at, sla_ms: 0 }, calendar, left);
  }, 0);
}

async function movesOf(db: Db, orderIds: string[]): Promise<Map<string, PastMove[]>> {
  const rows = await db.selectFrom("order_event").select(["order_id", "kind", "to_status", "at"])
    .where("order_id", "in", orderIds).where("to_status", "is not", null).orderBy("id").execute();
  const moves = new Map<string, PastMove[]>();
  for (const { order_id, kind, to_status, at } of rows) {
    const known = moves.get(order_id) ?? [];
    moves.set(order_id, known);
    if (kind === "move_undone") known.pop();
    else if (to_status) known.push({ to: to_status, at });
  }
  return moves;
}
