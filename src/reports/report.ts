import { nextDay } from "../lib/dates.ts";
import type { Locale } from "../lib/locale.ts";
import type { PaymentMethod } from "../orders/order.ts";

export const REPORT_PERIODS = ["daily", "weekly", "monthly"] as const;
export type ReportPeriod = (typeof REPORT_PERIODS)[number];

/** When a report goes out, and of what. */
export interface ReportPlan {
  id: string;
  /** "" for the whole shop. */
  branchId: string;
  period: ReportPeriod;
  /** Of the branch's clock. */
  hour: number;
  /** 1 is Monday. */
  weekday: number;
  /** 1 to 28, days that every month has. */
  monthDay: number;
  locale: Locale;
  active: boolean;
  /** The last occurrence that was sent, or from which on it is; UTC milliseconds. */
  dueAt: number;
  version: number;
}

export interface Recipient {
  id: string;
  userId: string | null;
  name: string;
  address: string;
  unsubscribedAt: number | null;
}

/** Calendar days (`YYYY-MM-DD`), both included. */
export interface Days {
  from: string;
  to: string;
}

/** The cron expression of a plan, on the clock of its branch. */
export function reportPattern({ period, hour, weekday, monthDay }: Omit<ReportPlan, "id">): string {
  const day = { daily: "* * *", weekly: `* * ${weekday}`, monthly: `${monthDay} * *` }[period];
  return `0 ${hour} ${day}`;
}

/** What a report that goes out on a day tells of: the day before, the seven days before, or the month before. */
export function reportDays(period: ReportPeriod, today: string): Days {
  const yesterday = nextDay(today, -1);
  if (period === "daily") return { from: yesterday, to: yesterday };
  if (period === "weekly") return { from: nextDay(today, -7), to: yesterday };
  const last = nextDay(`${today.slice(0, 7)}-01`, -1);
  return { from: `${last.slice(0, 7)}-01`, to: last };
}

/** The period before that one, of the same kind. */
export function daysBefore(period: ReportPeriod, { from }: Days): Days {
  return reportDays(period, from);
}

/** What a report tells; amounts in minor units of the `currency` beside them. */
export interface ReportFigures {
  days: Days;
  before: Days;
  flow: Flow;
  flowBefore: Flow;
  money: CurrencyMoney[];
  backlog: Backlog;
  low: { count: number; parts: LowPart[] };
}

export interface Flow {
  received: number;
  ready: number;
  delivered: number;
  cancelled: number;
}

export interface CurrencyMoney {
  currency: string;
  /** Payments less refunds. */
  net: number;
  netBefore: number;
  byMethod: { method: PaymentMethod; minor: number }[];
  closings: number;
  /** What was counted less what should have been there, over the closings. */
  difference: number;
}

/** How the orders stand when the report is made. */
export interface Backlog {
  open: number;
  overdue: number;
  awaitingApproval: number;
  ready: number;
}

/** Quantities in thousandths. */
export interface LowPart {
  name: string;
  available: number;
  minimum: number;
}
