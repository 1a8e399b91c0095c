import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { publishOrderFact } from "../events/order_facts.ts";
import type { OrderEventKind } from "./order.ts";
import type { OrderStatus } from "./status.ts";

export interface NewOrderEvent {
  orderId: string;
  kind: OrderEventKind;
  from?: OrderStatus | null;
  to?: OrderStatus;
  /** JSON with snake_case keys; never a secret. */
  data?: Record<string, unknown>;
}

/**
 * Adds one fact to an order's history, in the transaction that made it so, and tells other programs where it is theirs to know. The
 * actor's name is kept as of now.
 */
export async function recordEvent(trx: Db, ctx: Ctx, event: NewOrderEvent): Promise<void> {
  await trx.insertInto("order_event").values({
    id: ctx.random.id(ctx.now),
    order_id: event.orderId,
    kind: event.kind,
    from_status: event.from ?? null,
    to_status: event.to ?? null,
    actor_kind: ctx.actor.kind,
    actor_id: ctx.actor.id,
    actor_name: ctx.actor.name,
    at: ctx.now,
    data_json: JSON.stringify(event.data ?? {}),
  }).execute();
  // What others are told does not depend on what the one who acts may see.
  await publishOrderFact(trx.withoutPlugins(), ctx, event);
}
