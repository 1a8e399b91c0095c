import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { fanOut } from "../webhooks/fan_out.ts";
import type { EventSubject, EventType } from "./event.ts";
import type { EventData } from "./payloads.ts";

/** An event of any type, its data by that type's schema; its id where that was chosen already. */
export type NewEvent = {
  [T in EventType]: { id?: string; type: T; subject: EventSubject; data: EventData<T> };
}[EventType];

/**
 * Tells other programs what has happened, in the transaction of what has: for the feed, and as deliveries to the endpoints that want
 * it. Answers the ids.
 */
export async function publish(trx: Db, ctx: Ctx, events: readonly NewEvent[]): Promise<string[]> {
  const ids = await writeEvents(trx, ctx, events);
  await fanOut(trx, ctx, events.map(({ type }, at) => ({ id: ids[at] ?? "", type })));
  return ids;
}

/** The same for the feed alone. */
export async function writeEvents(trx: Db, ctx: Ctx, events: readonly NewEvent[]): Promise<string[]> {
  if (events.length === 0) return [];
  const rows = events.map(({ id, type, subject, data }) => ({
    id: id ?? ctx.random.id(ctx.now),
    type,
    occurred_at: ctx.now,
    subject_kind: subject.kind,
    subject_id: subject.id,
    data_json: JSON.stringify(data),
  }));
  await trx.insertInto("event").values(rows).execute();
  return rows.map(({ id }) => id);
}
