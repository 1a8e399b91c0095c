import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { invalid } from "../lib/app_error.ts";
import type { EventType, ShopEvent } from "./event.ts";

/** An event bears the time at which its transaction began and takes its place when it ends. */
const LONGEST_TRANSACTION_MS = 60_000;

export interface FeedQuery {
  /** Id of the last event that is known; from the beginning without. */
  after?: string;
  /** Where nothing is known yet: what happened at this instant or later, UTC milliseconds; it may begin a minute earlier. */
  since?: number;
  /** Empty for all. */
  types: readonly EventType[];
  limit: number;
}

/**
 * Events in the order in which they became visible, the oldest first: who reads on from the last id misses none. @throws AppError
 * invalid `after` for an id that is no event's
 */
export async function readFeed(ctx: Ctx, query: FeedQuery): Promise<ShopEvent[]> {
  const rows = await feedRows(ctx.db, { ...query, position: await positionOf(ctx.db, query) }).execute();
  return rows.map(eventOf);
}

export function feedRows(db: Db, { position, types, limit }: FeedQuery & { position: number }) {
  return db.selectFrom("event_position").innerJoin("event", "event.id", "event_position.event_id")
    .select(["event.id", "event.type", "event.occurred_at", "event.data_json"])
    .where("event_position.seq", ">", position)
    .$if(types.length > 0, (q) => q.where("event_position.type", "in", types))
    .orderBy("event_position.seq").limit(limit);
}

/** Behind which position the feed goes on. */
async function positionOf(db: Db, { after, since }: FeedQuery): Promise<number> {
  if (after !== undefined) {
    const known = await db.selectFrom("event_position").select("seq").where("event_id", "=", after)
      .executeTakeFirst();
    if (!known) throw invalid({ after: { code: "event_unknown" } });
    return known.seq;
  }
  if (since === undefined) return 0;
  const first = await firstSince(db, since - LONGEST_TRANSACTION_MS).executeTakeFirst();
  return first ? first.seq - 1 : Number.MAX_SAFE_INTEGER;
}

/** The first event of an instant or later. */
export function firstSince(db: Db, since: number) {
  return db.selectFrom("event").innerJoin("event_position", "event_position.event_id", "event.id")
    .select("event_position.seq").where("event.occurred_at", ">=", since)
    .orderBy("event.occurred_at").orderBy("event.id").limit(1);
}

export function eventOf(
  row: { id: string; type: EventType; occurred_at: number; data_json: string },
): ShopEvent {
  return { id: row.id, type: row.type, occurredAt: row.occurred_at, data: JSON.parse(row.data_json) };
}
