import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Priority } from "../orders/order.ts";
import { lockOrder, topicsOf } from "../orders/row.ts";
import { lockBalance, type Place } from "./ledger.ts";
import { readLines, reserveMissing, told } from "./order_lines.ts";
import { followArrival, tellParts } from "./plan.ts";
import { available } from "./stock.ts";
import { waitingLines } from "./waiting.ts";

const URGENCY = { low: 0, normal: 1, high: 2, urgent: 3 } as const satisfies Record<Priority, number>;

/**
 * Puts aside what orders wait for, the urgent ones first, then who has waited longest. Each order is a transaction of its own,
 * so that nobody ever holds two orders. An order that then waits for nothing more says so; it is staff who move it on.
 */
export async function allotParts(ctx: Ctx, place: Place): Promise<void> {
  const waiting = await waitingLines(ctx.db, place).execute();
  waiting.sort((a, b) => URGENCY[b.priority] - URGENCY[a.priority] || (a.id < b.id ? -1 : 1));
  for (const { number } of waiting) {
    const { topics, left } = await ctx.db.transaction().execute((trx) => allotTo(trx, ctx, place, number));
    ctx.live.changed(...topics);
    if (left <= 0) return;
  }
}

async function allotTo(trx: Db, ctx: Ctx, place: Place, number: string) {
  const order = await lockOrder(trx, number);
  const line = (await readLines(trx, order.id)).find((one) => one.part_id === place.partId);
  if (line) {
    const after = await reserveMissing(trx, ctx, line);
    const took = after.reserved - line.reserved;
    if (took > 0) {
      await tellParts(trx, ctx, { order, kind: "parts_reserved", parts: [told(after, took)] });
      await followArrival(trx, ctx, order);
    }
  }
  return { topics: topicsOf(order), left: available(await lockBalance(trx, place)) };
}
