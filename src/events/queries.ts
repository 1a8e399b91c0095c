import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { invalid } from "../lib/app_error.ts";
import type { EventType, ShopEvent } from "./event.ts";

/** An event bears the time at which its transaction began and takes its place when it ends. */
const LONGEST_TRANSACTION_MS = 60_000;

export interface FeedPage {
  /** The oldest first. */
  events: ShopEvent[];
  /** Position of the last one, undefined without any. */
  last: number | undefined;
}

interface FeedRows {
  position: number;
  /** Empty for all. */
  types: readonly EventType[];
  limit: number;
}

/** Events behind a position in the order in which they became visible: who reads on from the last one misses none. */
export async function feedSince(ctx: Ctx, query: FeedRows): Promise<FeedPage> {
  const rows = await feedRows(ctx.db, query).execute();
  return { events: rows.map(eventOf), last: rows.at(-1)?.seq };
}

export function feedRows(db: Db, { position, types, limit }: FeedRows) {
  return db.selectFrom("event_position").innerJoin("event", "event.id", "event_position.event_id")
    .select(["event.id", "event.type", "event.occurred_at", "event.data_json", "event_position.seq"])
    .where("event_position.seq", ">", position)
    .$if(types.length > 0, (q) => q.where("event_position.type", "in", types))
    .orderBy("event_position.seq").limit(limit);
}

export interface FeedStart {
  /** Id of the last event that is known. */
  after?: string;
  /** Where none is known: what happened at this instant or later, UTC milliseconds; it may begin a minute earlier. */
  since?: number;
}

/** Behind which position the feed goes on. @throws AppError invalid `after` for an id that is no event's */
export async function feedPosition({ db }: Ctx, { after, since }: FeedStart): Promise<number> {
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
