import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { dayOf } from "../lib/dates.ts";
import type { OrderStatus } from "./status.ts";

export interface CountedMove {
  branchId: string;
  /** Null for an order that has just been made. */
  from: OrderStatus | null;
  to: OrderStatus;
  /** UTC milliseconds. */
  receivedAt: number;
}

/** Keeps how many orders stand in each status, and what happened on the branch's calendar day. */
export async function countMove(trx: Db, ctx: Ctx, move: CountedMove): Promise<void> {
  await moveBetween(trx, move);
  const figures = dayFigures(ctx.now, move);
  // A device that was taken in by hand counts on the day on which it really came.
  const at = figures?.received ? move.receivedAt : ctx.now;
  if (figures) await addToDay(trx, ctx, { branchId: move.branchId, at, figures });
}

/** Counts an order that comes from another system, each of its days by its own date. */
export async function countImported(
  trx: Db,
  ctx: Ctx,
  { branchId, status, receivedAt, readyAt, closedAt }: {
    branchId: string;
    status: OrderStatus;
    receivedAt: number;
    readyAt: number | null;
    closedAt: number | null;
  },
): Promise<void> {
  await moveBetween(trx, { branchId, from: null, to: status });
  await addToDay(trx, ctx, { branchId, at: receivedAt, figures: { received: 1 } });
  if (readyAt !== null) {
    const figures = { ready: 1, repair_ms: Math.max(0, readyAt - receivedAt) };
    await addToDay(trx, ctx, { branchId, at: readyAt, figures });
  }
  const end = closedAt === null
    ? null
    : dayFigures(closedAt, { branchId, from: "ready", to: status, receivedAt });
  if (end && closedAt !== null) await addToDay(trx, ctx, { branchId, at: closedAt, figures: end });
}

/** Takes back what a move at an instant was counted as. */
export async function uncountMove(
  trx: Db,
  ctx: Ctx,
  { at, ...move }: CountedMove & { from: OrderStatus; at: number },
): Promise<void> {
  await moveBetween(trx, { branchId: move.branchId, from: move.to, to: move.from });
  const figures = dayFigures(at, move);
  if (!figures) return;
  const less = Object.fromEntries(Object.entries(figures).map(([figure, value]) => [figure, -value]));
  await addToDay(trx, ctx, {
    branchId: move.branchId,
    at: figures.received ? move.receivedAt : at,
    figures: less,
  });
}

/** Adds a ledger entry (minor units, negative for refunds) to the branch's calendar day. */
export async function countPayment(
  trx: Db,
  ctx: Ctx,
  payment: { branchId: string; amountMinor: number },
): Promise<void> {
  const figures = { paid_minor: payment.amountMinor };
  await addToDay(trx, ctx, { branchId: payment.branchId, at: ctx.now, figures });
}

interface DayFigures {
  received?: number;
  ready?: number;
  delivered?: number;
  cancelled?: number;
  repair_ms?: number;
  paid_minor?: number;
}

function dayFigures(at: number, { from, to, receivedAt }: CountedMove): DayFigures | null {
  if (to === "received" && (from === null || from === "draft")) return { received: 1 };
  if (to === "ready") return { ready: 1, repair_ms: Math.max(0, at - receivedAt) };
  if (to === "delivered") return { delivered: 1 };
  if (to === "cancelled") return { cancelled: 1 };
  return null;
}

async function moveBetween(trx: Db, move: Pick<CountedMove, "branchId" | "from" | "to">): Promise<void> {
  const steps: [OrderStatus, number][] = [[move.to, 1]];
  if (move.from !== null) steps.push([move.from, -1]);
  // Always in the same order, or two moves in opposite directions would wait for each other.
  steps.sort(([a], [b]) => a < b ? -1 : 1);
  for (const [status, change] of steps) await addToStatus(trx, { branchId: move.branchId, status, change });
}

async function addToStatus(
  trx: Db,
  { branchId, status, change }: { branchId: string; status: OrderStatus; change: number },
): Promise<void> {
  await trx.insertInto("order_count").values({ branch_id: branchId, status, orders: change })
    .onConflict((conflict) =>
      conflict.columns(["branch_id", "status"]).doUpdateSet((q) => ({
        orders: q("order_count.orders", "+", change),
      }))
    ).execute();
}

async function addToDay(
  trx: Db,
  ctx: Ctx,
  { branchId, at, figures }: { branchId: string; at: number; figures: DayFigures },
): Promise<void> {
  const { received = 0, ready = 0, delivered = 0, cancelled = 0, repair_ms = 0, paid_minor = 0 } = figures;
  const day = dayOf(at, branchOf(ctx.shop, branchId).timeZone);
  await trx.insertInto("order_day")
    .values({ branch_id: branchId, day, received, ready, delivered, cancelled, repair_ms, paid_minor })
    .onConflict((conflict) =>
      conflict.columns(["branch_id", "day"]).doUpdateSet((q) => ({
        received: q("order_day.received", "+", received),
        ready: q("order_day.ready", "+", ready),
        delivered: q("order_day.delivered", "+", delivered),
        cancelled: q("order_day.cancelled", "+", cancelled),
        repair_ms: q("order_day.repair_ms", "+", repair_ms),
        paid_minor: q("order_day.paid_minor", "+", paid_minor),
      }))
    ).execute();
}
