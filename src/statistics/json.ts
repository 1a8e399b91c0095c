import { z } from "zod";
import { Id, Money, money } from "../api/shapes.ts";
import { Status } from "../orders/json.ts";
import type { DayFigures, Figures } from "./queries.ts";

const Count = z.int().min(0);
const Day = z.iso.date().meta({ description: "Calendar day of the shop", examples: ["2026-11-26"] });

const Sums = z.object({
  received: Count,
  ready: Count,
  delivered: Count,
  cancelled: Count,
  repair_seconds: Count.meta({ description: "From received to ready, over those that became ready" }),
  paid: Money.meta({ description: "Payments less refunds" }),
});

export const Statistics = z.object({
  from: Day,
  to: Day,
  totals: Sums,
  totals_before: Sums.meta({ description: "Of as many days before" }),
  days: z.array(Sums.extend({ day: Day })),
  open_orders: z.array(z.object({ status: Status, orders: Count })),
  technicians: z.array(z.object({ id: Id, name: z.string(), open_orders: Count, ready_orders: Count })),
}).meta({ id: "Statistics" });

/** Amounts in the shop's currency. */
export function statisticsTold(figures: Figures, currency: string): z.input<typeof Statistics> {
  const sums = (day: DayFigures) => ({
    received: day.received,
    ready: day.ready,
    delivered: day.delivered,
    cancelled: day.cancelled,
    repair_seconds: Math.round(day.repairMs / 1000),
    paid: money(day.paidMinor, currency),
  });
  const { from, to, totals, before, days, open, technicians } = figures;
  return {
    from,
    to,
    totals: sums(totals),
    totals_before: sums(before),
    days: days.map((day) => ({ day: day.day, ...sums(day) })),
    open_orders: open,
    technicians: technicians.map(({ id, name, open, ready }) => ({
      id,
      name,
      open_orders: open,
      ready_orders: ready,
    })),
  };
}
