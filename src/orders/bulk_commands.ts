import type { Ctx } from "../context.ts";
import { AppError, conflict, invalid } from "../lib/app_error.ts";
import { requestLabel } from "../printing/commands.ts";
import type { BulkAct, BulkOutcome } from "./bulk.ts";
import { previewBulk } from "./bulk_queries.ts";
import { assign } from "./commands.ts";
import { moveStatus } from "./moves.ts";
import type { OrderStatus } from "./status.ts";
import { missingFields, type Move } from "./transition.ts";
import { undoMove } from "./undo_commands.ts";

export interface BulkDeed {
  act: BulkAct;
  /** Each with the status in which it was shown. */
  orders: readonly { number: string; from: OrderStatus }[];
  /** For `move`: where to, and what it brings. */
  move: Move | null;
  technicianId: string | null;
  /** One form, one deed: the same again changes nothing and answers the same. */
  key: string;
}

/**
 * Does the same to several orders, each in a transaction of its own: what one refuses keeps none of the others.
 * @throws AppError invalid with the fields that the form leaves open, before anything is done
 */
export async function actInBulk(ctx: Ctx, deed: BulkDeed): Promise<BulkOutcome[]> {
  const act = await deedFor(ctx, deed);
  return await each(deed.orders, (order) => act(ctx, order));
}

type BulkOrder = BulkDeed["orders"][number];

/** What a deed does to one of its orders. @throws AppError invalid with the fields that the form leaves open */
export async function deedFor(
  ctx: Ctx,
  { act, orders, move, technicianId, key }: BulkDeed,
): Promise<(ctx: Ctx, order: BulkOrder) => Promise<void>> {
  const numbers = orders.map(({ number }) => number);
  const untaken = act === "move" && move ? await untakenOf(ctx, { move, numbers }) : [];
  return async (ctx, { number, from }) => {
    if (act === "labels") await requestLabel(ctx, number, { idemKey: `bulk:${key}:${number}` });
    else if (act === "assign") await assign(ctx, number, technicianId);
    else if (!move) throw conflict("move_not_listed");
    else {
      const taker = untaken.includes(number) ? move.technicianId : null;
      await moveStatus(ctx, number, { ...move, technicianId: taker, from }, { batch: key });
    }
  };
}

/** Those that nobody has, and only they are given to somebody. @throws AppError invalid with what the move leaves open */
async function untakenOf(
  ctx: Ctx,
  { move, numbers }: { move: Move; numbers: readonly string[] },
): Promise<string[]> {
  const preview = await previewBulk(ctx, { act: "move", to: move.to, technicianId: null, numbers });
  const missing = missingFields(preview.asks, move, ctx.now);
  if (missing) throw invalid(missing);
  return preview.lines.filter(({ technician }) => technician === null).map(({ number }) => number);
}

/** Takes the last moves of several orders back, those that still can be. */
export async function undoInBulk(ctx: Ctx, numbers: readonly string[]): Promise<BulkOutcome[]> {
  return await each(numbers.map((number) => ({ number })), ({ number }) => undoMove(ctx, number));
}

async function each<Order extends { number: string }>(
  orders: readonly Order[],
  act: (order: Order) => Promise<unknown>,
): Promise<BulkOutcome[]> {
  const outcomes: BulkOutcome[] = [];
  for (const order of orders) {
    const { number } = order;
    try {
      await act(order);
      outcomes.push({ number, refusal: null });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.code === "internal") throw refusal;
      outcomes.push({ number, refusal });
    }
  }
  return outcomes;
}
