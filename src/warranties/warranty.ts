import { dayOf } from "../lib/dates.ts";

/** A warranty's name and last instant, UTC milliseconds. */
export interface Warranty {
  /** Of the order whose work it guarantees. */
  number: string;
  endsAt: number;
}

/** It holds to the end of its last day. */
export function inForce({ endsAt }: Pick<Warranty, "endsAt">, now: number): boolean {
  return endsAt >= now;
}

/** Calendar days from today to the last one, 0 on that day itself and negative afterwards. */
export function daysLeft(endsAt: number, { now, timeZone }: { now: number; timeZone: string }): number {
  const last = Temporal.PlainDate.from(dayOf(endsAt, timeZone));
  return Temporal.PlainDate.from(dayOf(now, timeZone)).until(last, { largestUnit: "day" }).days;
}
