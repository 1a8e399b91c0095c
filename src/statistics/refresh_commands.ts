import { readShop } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import { idFloor } from "../lib/random.ts";
import { refreshDays } from "./day_commands.ts";
import { recountFigures } from "./recount_commands.ts";
import { writeStanding } from "./standing_commands.ts";
import { readState, type SheetState } from "./state.ts";

const DAY = 86_400_000;
/** No transaction takes as long as this from its instant to its commit: what it writes is read again that long. */
const OVERLAP_MS = 15 * 60_000;
/** What changed longer ago is left to the recount, which holds no more than it needs. */
const MOST_DAYS = 10;

/**
 * Brings the sheets up to what has happened by now: the days on which something did are counted anew from the history, so that
 * nothing is ever counted twice and nothing is missed that was written late. A shop that was never read is read whole. Answers how
 * many days were counted, or mended.
 */
export async function refreshFigures(ctx: Ctx): Promise<number> {
  const shop = await readShop(ctx.db);
  if (shop.branches.length === 0) return 0;
  const state = await readState(ctx.db);
  const since = await changedSince(ctx, state);
  let days = 0;
  if (since === null || ctx.now - since > MOST_DAYS * DAY) days = (await recountFigures(ctx)).wrong.length;
  else if (since < Infinity) days = await refreshDays(ctx, { shop, state, since });
  await writeStanding(ctx, shop);
  return days;
}

/** The earliest instant of which something has to be counted anew; Infinity for nothing, null for everything. */
async function changedSince({ db }: Ctx, { readAt, dueAt }: SheetState): Promise<number | null> {
  if (readAt === null) return null;
  const since = readAt - OVERLAP_MS;
  const changed = await db.selectFrom("order_event").select("id").where("id", ">=", idFloor(since)).limit(1)
    .executeTakeFirst();
  if (!changed) return dueAt ?? Infinity;
  // What came by hand or from another system counts on days that are long over.
  const { came } = await db.selectFrom("order_event").innerJoin("order", "order.id", "order_event.order_id")
    .select((q) => q.fn.min("order.received_at").as("came"))
    .where("order_event.id", ">=", idFloor(since)).where("order_event.kind", "in", ["received", "imported"])
    .executeTakeFirstOrThrow();
  return Math.min(since, dueAt ?? Infinity, came === null ? Infinity : Number(came));
}
