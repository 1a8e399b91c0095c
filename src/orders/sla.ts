import { OPEN_STATUSES, type OrderStatus } from "./status.ts";

const HOUR = 3_600_000;

/** What the shop lets an order wait in each status, in hours; a status without an entry may wait for ever. */
export type StatusHours = Partial<Record<OrderStatus, number>>;

export interface Waiting {
  status: OrderStatus;
  /** UTC milliseconds, as all here. */
  statusSince: number;
  promisedAt: number | null;
}

/** A promise is kept once the device is ready; until then it can be broken. */
export const PROMISED_STATUSES: readonly OrderStatus[] = OPEN_STATUSES.filter((status) => status !== "ready");

/** Too long in its status, or promised for before now. */
export function isOverdue(order: Waiting, hours: StatusHours, now: number): boolean {
  return now > overdueAfter(order, hours);
}

/** The last instant at which it is not overdue, if it stays as it is; Infinity where nothing limits it. */
export function overdueAfter({ status, statusSince, promisedAt }: Waiting, hours: StatusHours): number {
  const limit = hours[status];
  const waited = limit === undefined ? Infinity : statusSince + limit * HOUR;
  return promisedAt !== null && PROMISED_STATUSES.includes(status) ? Math.min(promisedAt, waited) : waited;
}

/** How much of what the status allows has passed: 0.5 is half, above 1 is too long, 0 where there is no limit. */
export function waitingShare(
  order: Pick<Waiting, "status" | "statusSince">,
  hours: StatusHours,
  now: number,
): number {
  const limit = hours[order.status];
  return limit === undefined ? 0 : Math.max(0, now - order.statusSince) / (limit * HOUR);
}

/** Orders of the status that entered it before this instant are overdue; null where it has no limit. */
export function overdueSince(status: OrderStatus, hours: StatusHours, now: number): number | null {
  const limit = hours[status];
  return limit === undefined ? null : now - limit * HOUR;
}
