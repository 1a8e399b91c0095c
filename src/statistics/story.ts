import type { DeviceCategory } from "../devices/device.ts";
import type { OrderEventKind, PaymentMethod } from "../orders/order.ts";
import { type OrderOutcome, type OrderStatus, STATUS_GROUP } from "../orders/status.ts";

/** All that has happened to one order and figures are made of. Instants are UTC milliseconds, amounts minor units. */
export interface Story {
  branchId: string;
  category: DeviceCategory;
  receivedAt: number;
  /** The client had brought something before. */
  returning: boolean;
  /** It is a claim, and who had repaired the device then ("" where nobody knows); null for any other order. */
  claimAgainst: string | null;
  /** In their order. */
  events: readonly StoryEvent[];
  charges: readonly { amount: number; at: number }[];
  payments: readonly { amount: number; at: number; method: PaymentMethod }[];
  /** Thousandths that went into the device, negative where some came back, and what they had cost the shop. */
  parts: readonly { partId: string; quantity: number; cost: number; at: number }[];
}

export interface StoryEvent {
  kind: OrderEventKind;
  from: OrderStatus | null;
  to: OrderStatus | null;
  /** Null for whoever is no user. */
  userId: string | null;
  at: number;
  data: EventData;
}

/** What an event's data tells of these, if it does. */
export interface EventData {
  technician_id?: string | null;
  outcome?: OrderOutcome | null;
  in_time?: boolean;
  ready_at?: number | null;
  closed_at?: number | null;
}

export interface PastMove extends StoryEvent {
  to: OrderStatus;
}

/** The moves that stand: one that was undone never happened. */
export function movesOf(events: readonly StoryEvent[]): PastMove[] {
  const moves: PastMove[] = [];
  for (const event of events) {
    if (event.kind === "move_undone") moves.pop();
    else if (event.to !== null) moves.push({ ...event, to: event.to });
  }
  return moves;
}

/** Who did the work as of an instant: who finished the last repair, else whose order it was; "" for nobody. */
export function creditOf(events: readonly StoryEvent[]): (at: number) => string {
  const hands = events.filter(({ data }) => data.technician_id !== undefined)
    .map(({ at, data }) => ({ at, who: data.technician_id ?? "" }));
  const heldAt = (at: number) => hands.findLast((one) => one.at <= at)?.who ?? "";
  const repairs = movesOf(events).filter(isRepaired)
    .map(({ at, userId }) => ({ at, who: userId ?? heldAt(at) }));
  return (at) => repairs.findLast((one) => one.at <= at)?.who ?? heldAt(at);
}

function isRepaired({ from, to }: PastMove): boolean {
  return from === "repairing" && (to === "ready" || to === "quality_check");
}

/** When what was billed at an instant counts as earned: as the device goes, or at once where it is gone. Null while it is here. */
export function earnedAt(moves: readonly PastMove[], at: number): number | null {
  const before = moves.findLast((move) => closingAt(move) <= at);
  if (before && isClosed(before)) return at;
  const closing = moves.find((move) => isClosed(move) && closingAt(move) >= at);
  return closing ? closingAt(closing) : null;
}

function isClosed({ to }: PastMove): boolean {
  return STATUS_GROUP[to] === "closed";
}

/** An order that came from another system closed before it came. */
function closingAt({ at, data }: PastMove): number {
  return data.closed_at ?? at;
}
