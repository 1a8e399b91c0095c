import type { DeviceCategory } from "../devices/device.ts";
import type { OrderStatus } from "../orders/status.ts";
import type { PaymentMethod } from "../orders/order.ts";
import type { Spans } from "./histogram.ts";
import type { Grain, Period, Range } from "./period.ts";
import type { AgeGroup } from "./standing.ts";

/**
 * Figures of a period. Everything counts on the day on which it happened, in the zone of its branch, for whoever did the work then.
 * Spans are milliseconds, at most 5 % off; amounts are minor units of `currency`; shares are 0 … 1, null where there is nothing to
 * divide by.
 */
export interface Figures {
  range: Range;
  period: Period | null;
  currency: string;
  /** Codes of branches whose money is left out: it is of another currency. */
  otherCurrencies: string[];
  /** When the history was last read, UTC milliseconds; null before that was done for the first time. */
  readAt: number | null;
  totals: Totals;
  /** Of as many days just before, and of the same days a year before. */
  before: Totals;
  lastYear: Totals;
  grain: Grain;
  series: SeriesPoint[];
  byStatus: { status: OrderStatus; spent: Spans }[];
  byCategory: CategoryFigures[];
  byTechnician: TechnicianFigures[];
  byMethod: { method: PaymentMethod; paid: number }[];
  /** Those that were used most, in thousandths. */
  parts: { id: string; sku: string; name: string; quantity: number }[];
  /** As the orders stand now, whatever the period. */
  standing: Standing;
}

export interface Totals {
  received: number;
  ready: number;
  delivered: number;
  cancelled: number;
  abandoned: number;
  /** From received to ready, of those that became ready. */
  turnaround: Spans;
  /** Became ready within promise and limit, and what had any. */
  inTime: Share;
  /** Repaired at the first try, of all that were repaired: neither sent back by quality control nor a claim. */
  fixedFirst: Share;
  /** Sent back by quality control. */
  rework: number;
  /** Came back under warranty. */
  claims: number;
  quotesSent: number;
  quotesExpired: number;
  /** Approved, of those that were answered. */
  approved: Share;
  /** From sent to answered. */
  answered: Spans;
  /** Of those received, whose client had come before. */
  returning: Share;
  /** Payments less refunds. */
  paid: number;
  /** Charges of what has left, on the day on which it did. */
  billed: number;
  /** What the parts in it had cost; margin is billed less cost. Only for who may see costs. */
  cost?: number;
  margin?: number;
}

export interface Share {
  count: number;
  of: number;
  share: number | null;
}

export interface SeriesPoint {
  /** `YYYY-MM-DD`, or `YYYY-MM`. */
  span: string;
  received: number;
  ready: number;
  delivered: number;
  paid: number;
  billed: number;
}

export interface CategoryFigures {
  category: DeviceCategory;
  received: number;
  ready: number;
  turnaround: Spans;
  paid: number;
  billed: number;
  margin?: number;
}

export interface TechnicianFigures {
  /** "" for what nobody was charged with. */
  id: string;
  name: string;
  ready: number;
  turnaround: Spans;
  fixedFirst: Share;
  rework: number;
  claims: number;
  paid: number;
  billed: number;
  margin?: number;
}

export interface Standing {
  open: { status: OrderStatus; orders: number }[];
  overdue: number;
  /** By age since received, of what is neither announced nor ready. */
  backlog: { from: AgeGroup; orders: number }[];
  /** By age since ready. */
  unclaimed: { from: AgeGroup; orders: number }[];
  load: { id: string; name: string; bench: number; overdue: number; toCollect: number }[];
}

/** Change in percent against another figure, null where that was nothing. */
export function changeOf(now: number, before: number): number | null {
  return before === 0 ? null : Math.round((now - before) / Math.abs(before) * 100);
}
