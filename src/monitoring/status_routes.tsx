import { Hono } from "hono";
import { ServerStatusPage } from "../../views/monitoring/status_page.tsx";
import { openAlerts } from "../alerts/queries.ts";
import type { Env } from "../http/env.ts";
import { readGauges } from "./gauge_queries.ts";
import { readiness } from "./readiness.ts";
import { samplesOfDay } from "./sample_queries.ts";
import { partsOf } from "./status.ts";

/** Below `/admin/estado`. */
export const serverStatusRoutes = new Hono<Env>().get("/", async (c) => {
  const { ctx, viewer, services } = c.var;
  const [ready, gauges, alerts, samples] = await Promise.all([
    readiness(services),
    readGauges(ctx.db, ctx.now),
    openAlerts(ctx.db),
    samplesOfDay(ctx.db, ctx.now).execute(),
  ]);
  const parts = partsOf(ready, gauges, ctx.now);
  return c.html(<ServerStatusPage viewer={viewer} parts={parts} alerts={alerts} samples={samples} />);
});
