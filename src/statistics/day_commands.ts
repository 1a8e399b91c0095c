import type { Shop } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { dayStart } from "../lib/dates.ts";
import { idFloor } from "../lib/random.ts";
import { branchDays } from "./calendar.ts";
import { addStory, type Days } from "./sheet.ts";
import { replaceFrom } from "./sheet_rows.ts";
import { markRead, type SheetState } from "./state.ts";
import { readStories } from "./story_queries.ts";

const DAY = 86_400_000;
export const ORDERS_AT_ONCE = 25;
const EVENTS_AT_ONCE = 2_000;

/** Counts all days from that of an instant on anew; answers how many had anything. */
export async function refreshDays(
  ctx: Ctx,
  { shop, state, since }: { shop: Shop; state: SheetState; since: number },
): Promise<number> {
  const dayIn = branchDays(shop);
  const from = new Map(shop.branches.map(({ id }) => [id, dayIn(id)(since)]));
  const floor = Math.min(...shop.branches.map(({ id, timeZone }) => dayStart(from.get(id) ?? "", timeZone)));
  const sheets = new Map<string, Days>(shop.branches.map(({ id }) => [id, new Map()]));
  const ids = await touchedSince(ctx.db, floor);
  for (let at = 0; at < ids.length; at += ORDERS_AT_ONCE) {
    for (const story of await readStories(ctx.db, ids.slice(at, at + ORDERS_AT_ONCE))) {
      const { branchId } = story;
      const [days, first] = [sheets.get(branchId), from.get(branchId) ?? ""];
      if (days) addStory(days, story, { dayAt: dayIn(branchId), counts: (day) => day >= first });
    }
  }
  await ctx.db.transaction().execute(async (trx) => {
    const old = ctx.now - since > 2 * DAY;
    // Somebody counted more than this meanwhile: what was read here is older.
    if (!await markRead(trx, { before: state, readAt: ctx.now, old })) return;
    for (const [branchId, days] of sheets) {
      await replaceFrom(trx, { branchId, from: from.get(branchId) ?? "", days });
    }
  });
  return new Set([...sheets.values()].flatMap((days) => [...days.keys()])).size;
}

/** Whatever counts on a day was written on it or later. */
async function touchedSince(db: Db, instant: number): Promise<string[]> {
  const ids = new Set<string>();
  for (let after = idFloor(instant);;) {
    const events = await touchedQuery(db, after, EVENTS_AT_ONCE).execute();
    for (const { order_id } of events) ids.add(order_id);
    const last = events.at(-1);
    if (!last) return [...ids];
    after = last.id;
  }
}

export function touchedQuery(db: Db, after: string, limit: number) {
  return db.selectFrom("order_event").select(["id", "order_id"]).where("id", ">", after).orderBy("id").limit(
    limit,
  );
}
