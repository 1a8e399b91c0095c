import { type Calendar, calendarOf } from "../admin/open_time.ts";
import type { Settings } from "../admin/settings.ts";
import { branchOf, type Shop } from "../admin/shop.ts";
import type { Priority } from "./order.ts";
import { OPEN_STATUSES, type OrderStatus, SLA_CLOCK } from "./status.ts";

const HOUR = 3_600_000;

/** What an order's deadlines follow from. All instants and spans here are milliseconds. */
export interface Standing {
  status: OrderStatus;
  status_since: number;
  /** Open time that the shop had it to itself before `status_since`. */
  sla_ms: number;
  priority: Priority;
  promised_at: number | null;
}

/** The shop's limits and the hours of the order's branch. */
export interface SlaRules {
  settings: Pick<Settings, "status_hours" | "sla_hours">;
  calendar: Calendar;
}

export function slaRules(shop: Shop, branchId: string): SlaRules {
  return { settings: shop.settings, calendar: calendarOf(branchOf(shop, branchId)) };
}

/** A promise is kept once the device is ready; until then it can be broken. */
export const PROMISED_STATUSES: readonly OrderStatus[] = OPEN_STATUSES.filter((status) => status !== "ready");

/** Whether the shop's clock is at rest because somebody else has to act. */
export function isPaused({ status }: Pick<Standing, "status">): boolean {
  return SLA_CLOCK[status] === "paused";
}

/** Open time that the shop has had an order to itself: it runs while it works and rests while it waits for others. */
export function slaSpent(
  { status, status_since, sla_ms }: Pick<Standing, "status" | "status_since" | "sla_ms">,
  calendar: Calendar,
  now: number,
): number {
  return SLA_CLOCK[status] === "runs" ? sla_ms + calendar.between(status_since, now) : sla_ms;
}

/** What is kept of the clock after a change: a move adds the stretch before it, and every change may bring another deadline. */
export function clockAfter(
  order: Standing,
  changes: Partial<Standing>,
  rules: SlaRules,
): { sla_ms: number; overdue_at: number | null } {
  const {
    status = order.status,
    status_since = order.status_since,
    priority = order.priority,
    promised_at = order.promised_at,
  } = changes;
  const moved = changes.status !== undefined;
  const sla_ms = changes.sla_ms ?? (moved ? slaSpent(order, rules.calendar, status_since) : order.sla_ms);
  return { sla_ms, overdue_at: overdueAt({ status, status_since, sla_ms, priority, promised_at }, rules) };
}

/**
 * The last instant at which everything is in time: promise, limit of the status and, while the clock runs, limit of the priority.
 * Null for an order that may wait for ever. It only changes with the order, the limits or the branch's hours, so that it is kept.
 */
export function overdueAt(order: Standing, rules: SlaRules): number | null {
  const promised = PROMISED_STATUSES.includes(order.status) ? order.promised_at : null;
  const deadlines = [promised, statusDeadline(order, rules), slaDeadline(order, rules)]
    .filter((deadline) => deadline !== null);
  return deadlines.length === 0 ? null : Math.min(...deadlines);
}

/**
 * Whether an order that is ready now kept what it was to keep: its promise, and the limit of its priority. Null where it had
 * neither.
 */
export function keptInTime(order: Standing, { settings, calendar }: SlaRules, now: number): boolean | null {
  const hours = settings.sla_hours[order.priority];
  if (order.promised_at === null && hours === undefined) return null;
  const promised = order.promised_at === null || now <= order.promised_at;
  return promised && (hours === undefined || slaSpent(order, calendar, now) <= hours * HOUR);
}

/** Whether that instant, as it was kept, has passed. */
export function isOverdue(order: KeptDeadline, now: number): boolean {
  return now > overdueAfter(order);
}

/** The last instant at which it is not overdue, if it stays as it is; Infinity where nothing limits it. */
export function overdueAfter({ overdue_at }: KeptDeadline): number {
  return overdue_at ?? Infinity;
}

interface KeptDeadline {
  overdue_at: number | null;
}

/** The clock as a page shows it; `off` before the work begins and once it is over. */
export interface SlaClockView {
  state: "runs" | "paused" | "off";
  spentMs: number;
  limitMs: number | null;
}

export function slaClock(order: Standing, { settings, calendar }: SlaRules, now: number): SlaClockView {
  const clock = SLA_CLOCK[order.status];
  const hours = settings.sla_hours[order.priority];
  return {
    state: clock === "runs" || clock === "paused" ? clock : "off",
    spentMs: slaSpent(order, calendar, now),
    limitMs: hours === undefined ? null : hours * HOUR,
  };
}

/** How much of what the order may take has passed, by the tighter limit: 0.5 is half, from 1 on it is too long, 0 without a limit. */
export function waitingShare(order: Standing, { settings, calendar }: SlaRules, now: number): number {
  const { status, status_since } = order;
  const limit = hasLimit(status) ? settings.status_hours[status] : undefined;
  const waited = inOpenHours(status) ? calendar.between(status_since, now) : Math.max(0, now - status_since);
  const own = limit === undefined ? 0 : waited / (limit * HOUR);
  const whole = settings.sla_hours[order.priority];
  if (whole === undefined || SLA_CLOCK[status] !== "runs") return own;
  return Math.max(own, slaSpent(order, calendar, now) / (whole * HOUR));
}

/** What is over, or has not begun, waits for nobody. */
export function hasLimit(status: OrderStatus): boolean {
  return SLA_CLOCK[status] !== "off" && SLA_CLOCK[status] !== "stopped";
}

/** While the shop works only its open hours count; what it waits for goes on at night. */
export function inOpenHours(status: OrderStatus): boolean {
  return SLA_CLOCK[status] === "runs";
}

function statusDeadline(
  { status, status_since }: Standing,
  { settings, calendar }: SlaRules,
): number | null {
  const hours = settings.status_hours[status];
  if (hours === undefined || !hasLimit(status)) return null;
  return inOpenHours(status) ? calendar.after(status_since, hours * HOUR) : status_since + hours * HOUR;
}

function slaDeadline(
  { status, status_since, sla_ms, priority }: Standing,
  { settings, calendar }: SlaRules,
): number | null {
  const hours = settings.sla_hours[priority];
  if (hours === undefined || SLA_CLOCK[status] !== "runs") return null;
  return calendar.after(status_since, Math.max(0, hours * HOUR - sla_ms));
}
