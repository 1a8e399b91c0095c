import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { EventType } from "../events/event.ts";

/** Queues a delivery of each event to each working endpoint that wants it, in the transaction that wrote the events. */
export async function fanOut(
  trx: Db,
  ctx: Ctx,
  events: readonly { id: string; type: EventType }[],
): Promise<void> {
  if (events.length === 0) return;
  const endpoints = await trx.selectFrom("webhook_endpoint").select(["id", "types_json"])
    .where("active", "=", 1).where("removed_at", "is", null).orderBy("id").execute();
  const wanted = endpoints.map(({ id, types_json }) => ({
    id,
    types: JSON.parse(types_json) as EventType[],
  }));
  await insertDeliveries(
    trx,
    ctx,
    events.flatMap((event) =>
      wanted.filter(({ types }) => types.length === 0 || types.includes(event.type))
        .map(({ id }) => ({ endpointId: id, eventId: event.id }))
    ),
  );
}

/** Queues deliveries at once; one that there is already is sent anew, unless it was over only after `seen`. Answers how many are. */
export async function insertDeliveries(
  trx: Db,
  ctx: Ctx,
  deliveries: readonly { endpointId: string; eventId: string }[],
  seen: number = Number.MAX_SAFE_INTEGER,
): Promise<number> {
  if (deliveries.length === 0) return 0;
  const fresh = { state: "waiting", attempts: 0, next_at: ctx.now, finished_at: null } as const;
  const queued = await trx.insertInto("webhook_delivery").values(
    deliveries.map(({ endpointId, eventId }) => ({
      ...fresh,
      id: ctx.random.id(ctx.now),
      endpoint_id: endpointId,
      event_id: eventId,
      lease_token: null,
      lease_until: null,
      last_status: null,
      last_error: "",
      created_at: ctx.now,
    })),
  ).onConflict((conflict) =>
    conflict.columns(["endpoint_id", "event_id"]).doUpdateSet(fresh)
      .where("webhook_delivery.state", "<>", "leased")
      .where((q) =>
        q.or([
          q("webhook_delivery.finished_at", "is", null),
          q("webhook_delivery.finished_at", "<=", seen),
        ])
      )
  ).returning("id").execute();
  return queued.length;
}
