import { z } from "zod";
import type { Actor } from "../context.ts";
import { MESSAGE_KINDS, UNTOLD_REASONS } from "../mail/message.ts";
import type { OrderEventKind } from "./order.ts";
import { ORDER_OUTCOMES, ORDER_STATUSES, type OrderStatus } from "./status.ts";

/** How long a move can be taken back; what it has to tell waits as long. Milliseconds. */
export const UNDO_MS = 30_000;

const instant = z.number().nullable();

/** What a move leaves behind in its event, so that it can be taken back: the row as it was where the move changed it. */
const Trace = z.object({
  /** Of the row after the move: another one means that it was changed since. */
  version: z.number(),
  before: z.object({
    status_since: z.number(),
    sla_ms: z.number(),
    held_from: z.enum(ORDER_STATUSES).nullable(),
    hold_review_at: instant,
    outcome: z.enum(ORDER_OUTCOMES).nullable(),
    ready_at: instant,
    closed_at: instant,
    vendor: z.string(),
    vendor_expected_at: instant,
    repaired_by: z.string().nullable(),
    rework_count: z.number(),
    parts_in: z.number(),
  }).partial().required({ status_since: true, sla_ms: true }),
  /** Who no longer had to be told because of it. */
  untold: z.array(z.object({
    about: z.enum(MESSAGE_KINDS),
    reason: z.enum(UNTOLD_REASONS),
    since: z.number(),
    opened_at: instant,
    opened_by_name: z.string(),
    postponed_until: z.number().default(0),
    dismissed_at: instant.default(null),
    note: z.string().default(""),
  })).default([]),
  /** Its parts, in thousandths. */
  parts: z.array(z.object({
    part_id: z.string(),
    wanted: z.number(),
    reserved: z.number(),
    explanation: z.string(),
  })).default([]),
});
export type UndoTrace = z.output<typeof Trace>;

/** An event of the last half minute. */
export interface RecentEvent {
  id: string;
  kind: OrderEventKind;
  from_status: OrderStatus | null;
  to_status: OrderStatus | null;
  actor_id: string | null;
  at: number;
  data_json: string;
}

export interface UndoableMove {
  eventId: string;
  from: OrderStatus;
  to: OrderStatus;
  at: number;
  trace: UndoTrace;
  /** What it billed comes back. */
  charged: { description: string; amountMinor: number }[];
}

export type UndoRefusal =
  | "undo_late"
  | "undo_nothing"
  | "undo_not_yours"
  | "undo_overtaken"
  | "undo_delivery"
  | "undo_offer";

/** What a move writes beside itself and can take back. */
const ITS_OWN: readonly OrderEventKind[] = [
  "charge_recorded",
  "parts_reserved",
  "parts_released",
  "parts_arrived",
  "message_queued",
  // What was worked until then stays worked.
  "time_recorded",
];

/**
 * The order's last move, if this actor may take it back now; or why not. `recent` is all that happened in the last half minute,
 * oldest first.
 */
export function undoableMove(
  order: { version: number },
  recent: readonly RecentEvent[],
  { actor, now }: { actor: Actor; now: number },
): UndoableMove | UndoRefusal {
  const move = recent.findLast((event) => event.to_status !== null);
  if (!move || now - move.at > UNDO_MS) return "undo_late";
  if (move.kind === "delivered") return "undo_delivery";
  if (move.kind !== "status_moved" || !move.from_status || !move.to_status) return "undo_nothing";
  const mayOwnMoves = actor.kind === "user" || actor.kind === "token";
  if (!mayOwnMoves || actor.id !== move.actor_id) return "undo_not_yours";
  const trace = traceOf(move);
  // Only moves that sent, answered or billed an offer leave none.
  if (!trace) return "undo_offer";
  const after = recent.slice(recent.indexOf(move) + 1);
  const others = after.filter(({ at, kind }) => at > move.at || !ITS_OWN.includes(kind));
  if (others.length > 0 || trace.version !== order.version) return "undo_overtaken";
  const { id: eventId, from_status: from, to_status: to, at } = move;
  return { eventId, from, to, at, trace, charged: after.flatMap(chargeOf) };
}

function traceOf({ data_json }: RecentEvent): UndoTrace | null {
  const { undo } = JSON.parse(data_json);
  const parsed = Trace.safeParse(undo);
  return parsed.success ? parsed.data : null;
}

const Charge = z.object({ description: z.string(), amount_minor: z.number() });

function chargeOf({ kind, data_json }: RecentEvent): UndoableMove["charged"] {
  if (kind !== "charge_recorded") return [];
  const { description, amount_minor } = Charge.parse(JSON.parse(data_json));
  return [{ description, amountMinor: amount_minor }];
}
