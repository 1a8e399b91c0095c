import { actorMay } from "../auth/permissions.ts";
import type { Actor } from "../context.ts";
import type { OrderEventKind } from "./order.ts";

export const MONEY_EVENTS = ["payment_recorded", "charge_recorded"] as const satisfies OrderEventKind[];
const TIME_EVENTS = ["time_recorded", "time_corrected"] as const satisfies OrderEventKind[];

/** What of an order's history somebody is not told: amounts, and how long others worked. */
export function hiddenEvents(actor: Actor): readonly OrderEventKind[] {
  return [
    ...(actorMay(actor, "payments.read") ? [] : MONEY_EVENTS),
    ...(actorMay(actor, "time.read") ? [] : TIME_EVENTS),
  ];
}
