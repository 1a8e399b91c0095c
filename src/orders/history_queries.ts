import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { hiddenEvents } from "./hidden_events.ts";
import { type OrderEvent, orderEvent, readOrder } from "./queries.ts";

/** A page of an order's history, newest first, before the event of an id; what tells amounts is for those who may see them. */
export async function orderHistory(
  ctx: Ctx,
  number: string,
  { before, limit }: { before: string | null; limit: number },
): Promise<{ events: OrderEvent[]; next: string | null }> {
  const { id } = await readOrder(ctx, number);
  const seesMoney = actorMay(ctx.actor, "payments.read");
  const hidden = hiddenEvents(ctx.actor);
  const rows = await ctx.db.selectFrom("order_event")
    .select(["id", "kind", "from_status", "to_status", "actor_id", "actor_name", "at", "data_json"])
    .where("order_id", "=", id)
    .$if(before !== null, (q) => q.where("id", "<", before ?? ""))
    .$if(hidden.length > 0, (q) => q.where("kind", "not in", hidden))
    .orderBy("id", "desc").limit(limit + 1).execute();
  const events = rows.slice(0, limit).map((row) => orderEvent(row, seesMoney));
  return { events, next: rows.length > limit ? events.at(-1)?.id ?? null : null };
}

export interface OrderNote {
  id: string;
  text: string;
  visibility: "internal" | "public";
  by: string;
  at: number;
}

const MOST_NOTES = 500;

/** What was noted on an order, newest first. @throws AppError not_found */
export async function orderNotes(ctx: Ctx, number: string): Promise<OrderNote[]> {
  const { id } = await readOrder(ctx, number);
  return await ctx.db.selectFrom("note").innerJoin("user", "user.id", "note.written_by")
    .select(["note.id", "note.text", "note.visibility", "user.name as by", "note.written_at as at"])
    .where("note.order_id", "=", id).orderBy("note.id", "desc").limit(MOST_NOTES).execute();
}
