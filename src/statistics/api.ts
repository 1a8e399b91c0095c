import { Hono } from "hono";
import { scope } from "../http/bearer.ts";
import type { Env } from "../http/env.ts";
import { FigureFilter } from "./input.ts";
import { type DayFigures, readFigures } from "./queries.ts";

export const statisticsApi = new Hono<Env>()
  .use(scope("statistics:read"))
  .get("/", async (c) => {
    const { ctx } = c.var;
    const filter = FigureFilter.parse(c.req.query());
    const figures = await readFigures(ctx, filter);
    const currency = ctx.shop.organization?.currency ?? "";
    const said = (day: DayFigures) => ({
      received: day.received,
      ready: day.ready,
      delivered: day.delivered,
      cancelled: day.cancelled,
      repair_seconds: Math.round(day.repairMs / 1000),
      paid: { amount_minor: day.paidMinor, currency },
    });
    return c.json({
      from: figures.from,
      to: figures.to,
      totals: said(figures.totals),
      totals_before: said(figures.before),
      days: figures.days.map((day) => ({ day: day.day, ...said(day) })),
      open_orders: figures.open,
      technicians: figures.technicians.map(({ id, name, open, ready }) => ({
        id,
        name,
        open_orders: open,
        ready_orders: ready,
      })),
    });
  });
