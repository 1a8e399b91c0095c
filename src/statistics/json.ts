import { z } from "zod";
import { Id, Instant, instant, Money, money } from "../api/shapes.ts";
import { DEVICE_CATEGORIES } from "../devices/device.ts";
import { Status } from "../orders/json.ts";
import { PAYMENT_METHODS } from "../orders/order.ts";
import type { Figures, Totals } from "./figures.ts";
import type { Spans } from "./histogram.ts";
import { PERIODS } from "./period.ts";

const Count = z.int().min(0);
const Day = z.iso.date().meta({ description: "Calendar day of the branch", examples: ["2026-11-26"] });
const Times = z.object({
  orders: Count.meta({ description: "How many it is of" }),
  median_seconds: Count.nullable(),
  p90_seconds: Count.nullable(),
}).meta({ description: "At most 5 % off; null of nothing" });
const Part = z.object({
  count: Count,
  of: Count,
  share: z.number().min(0).max(1).nullable().meta({
    description: "Null where there is nothing to divide by",
  }),
});
const Margin = Money.optional().meta({
  description: "Billed less what the parts had cost; with `costs:read`",
});

const TotalsTold = z.object({
  received: Count,
  ready: Count,
  delivered: Count,
  cancelled: Count,
  abandoned: Count,
  turnaround: Times.meta({ description: "From received to ready" }),
  in_time: Part.meta({ description: "Ready within promise and limit, of those that had any" }),
  first_time_fix: Part.meta({ description: "Repaired at the first try, of those that were repaired" }),
  rework: Count.meta({ description: "Sent back by quality control" }),
  warranty_returns: Count,
  quotes_sent: Count,
  quotes_expired: Count,
  quotes_approved: Part.meta({ description: "Of those that were answered" }),
  quote_answer: Times.meta({ description: "From sent to answered" }),
  returning_clients: Part.meta({ description: "Received of clients who had come before" }),
  paid: Money.meta({ description: "Payments less refunds" }),
  billed: Money.meta({ description: "Charges of what has left, on the day on which it did" }),
  parts_cost: Money.optional().meta({ description: "Of the parts in what was billed; with `costs:read`" }),
  margin: Margin,
});

const Groups = z.array(z.object({ from_days: Count, orders: Count }));

export const Statistics = z.object({
  from: Day,
  to: Day,
  period: z.enum(PERIODS).nullable(),
  read_at: Instant.nullable().meta({ description: "Until when the history has been counted" }),
  branches_left_out: z.array(z.string()).meta({
    description: "Codes of branches whose money is of another currency",
  }),
  totals: TotalsTold,
  totals_before: TotalsTold.meta({ description: "Of as many days before" }),
  totals_last_year: TotalsTold.meta({ description: "Of the same days a year before" }),
  grain: z.enum(["day", "month"]),
  series: z.array(z.object({
    span: z.string().meta({ description: "`YYYY-MM-DD` or `YYYY-MM`, by the grain" }),
    received: Count,
    ready: Count,
    delivered: Count,
    paid: Money,
    billed: Money,
  })),
  statuses: z.array(z.object({ status: Status, spent: Times })),
  categories: z.array(z.object({
    category: z.enum(DEVICE_CATEGORIES),
    received: Count,
    ready: Count,
    turnaround: Times,
    paid: Money,
    billed: Money,
    margin: Margin,
  })),
  technicians: z.array(z.object({
    id: Id.nullable().meta({ description: "Null for what nobody was charged with" }),
    name: z.string(),
    ready: Count,
    turnaround: Times,
    first_time_fix: Part,
    rework: Count,
    warranty_returns: Count,
    paid: Money,
    billed: Money,
    margin: Margin,
  })),
  methods: z.array(z.object({ method: z.enum(PAYMENT_METHODS), paid: Money })),
  parts: z.array(z.object({ id: Id, sku: z.string(), name: z.string(), quantity_thousandths: Count })),
  standing: z.object({
    open_orders: z.array(z.object({ status: Status, orders: Count })),
    overdue: Count,
    backlog: Groups.meta({ description: "By days since received" }),
    unclaimed: Groups.meta({ description: "By days since ready" }),
    technicians: z.array(z.object({
      id: Id.nullable(),
      name: z.string(),
      on_the_bench: Count,
      overdue: Count,
      ready: Count,
    })),
  }).meta({ description: "As the orders stand now, whatever the period" }),
}).meta({ id: "Statistics" });

export function statisticsTold(figures: Figures): z.input<typeof Statistics> {
  const { currency, standing } = figures;
  const amount = (minor: number) => money(minor, currency);
  const margin = (one: { margin?: number }) => one.margin === undefined ? {} : { margin: amount(one.margin) };
  return {
    ...figures.range,
    period: figures.period,
    read_at: figures.readAt === null ? null : instant(figures.readAt),
    branches_left_out: figures.otherCurrencies,
    totals: totalsTold(figures.totals, currency),
    totals_before: totalsTold(figures.before, currency),
    totals_last_year: totalsTold(figures.lastYear, currency),
    grain: figures.grain,
    series: figures.series.map((point) => ({
      ...point,
      paid: amount(point.paid),
      billed: amount(point.billed),
    })),
    statuses: figures.byStatus.map(({ status, spent }) => ({ status, spent: timesTold(spent) })),
    categories: figures.byCategory.map((one) => ({
      category: one.category,
      received: one.received,
      ready: one.ready,
      turnaround: timesTold(one.turnaround),
      paid: amount(one.paid),
      billed: amount(one.billed),
      ...margin(one),
    })),
    technicians: figures.byTechnician.map((one) => ({
      id: one.id || null,
      name: one.name,
      ready: one.ready,
      turnaround: timesTold(one.turnaround),
      first_time_fix: one.fixedFirst,
      rework: one.rework,
      warranty_returns: one.claims,
      paid: amount(one.paid),
      billed: amount(one.billed),
      ...margin(one),
    })),
    methods: figures.byMethod.map(({ method, paid }) => ({ method, paid: amount(paid) })),
    parts: figures.parts.map(({ quantity, ...part }) => ({ ...part, quantity_thousandths: quantity })),
    standing: {
      open_orders: standing.open,
      overdue: standing.overdue,
      backlog: groupsTold(standing.backlog),
      unclaimed: groupsTold(standing.unclaimed),
      technicians: standing.load.map((one) => ({
        id: one.id || null,
        name: one.name,
        on_the_bench: one.bench,
        overdue: one.overdue,
        ready: one.toCollect,
      })),
    },
  };
}

function totalsTold(totals: Totals, currency: string): z.input<typeof TotalsTold> {
  const { received, ready, delivered, cancelled, abandoned, rework, claims, cost, margin } = totals;
  return {
    received,
    ready,
    delivered,
    cancelled,
    abandoned,
    turnaround: timesTold(totals.turnaround),
    in_time: totals.inTime,
    first_time_fix: totals.fixedFirst,
    rework,
    warranty_returns: claims,
    quotes_sent: totals.quotesSent,
    quotes_expired: totals.quotesExpired,
    quotes_approved: totals.approved,
    quote_answer: timesTold(totals.answered),
    returning_clients: totals.returning,
    paid: money(totals.paid, currency),
    billed: money(totals.billed, currency),
    ...cost !== undefined && { parts_cost: money(cost, currency) },
    ...margin !== undefined && { margin: money(margin, currency) },
  };
}

function timesTold({ count, median, p90 }: Spans): z.input<typeof Times> {
  const seconds = (ms: number | null) => ms === null ? null : Math.round(ms / 1000);
  return { orders: count, median_seconds: seconds(median), p90_seconds: seconds(p90) };
}

function groupsTold(groups: readonly { from: number; orders: number }[]): z.input<typeof Groups> {
  return groups.map(({ from, orders }) => ({ from_days: from, orders }));
}
