import { Hono } from "hono";
import { StatisticsPage } from "../../views/statistics/page.tsx";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { FigureFilter } from "./input.ts";
import { readFigures } from "./queries.ts";

export const statisticsRoutes = new Hono<Env>()
  .use(may("statistics.read"))
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const filter = FigureFilter.parse(c.req.query());
    const figures = await readFigures(ctx, filter);
    return c.html(
      <StatisticsPage viewer={viewer} filter={filter} figures={figures} branches={ctx.shop.branches} />,
    );
  });
