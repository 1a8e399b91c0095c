import { Hono } from "hono";
import { alertText } from "../../views/alerts/text.ts";
import { ServerStatusPage } from "../../views/monitoring/status_page.tsx";
import { acknowledgeAlert } from "../alerts/commands.ts";
import { openAlerts, recentAlerts } from "../alerts/queries.ts";
import { allowedBytes } from "../files/room.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { paths } from "../paths.ts";
import { readGauges } from "./gauge_queries.ts";
import { readiness } from "./readiness.ts";
import { samplesOfDay } from "./sample_queries.ts";
import { partsOf } from "./status.ts";

const WEEK = 7 * 86_400_000;

/** Below `/admin/estado`. */
export const serverStatusRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const { ctx, viewer, services } = c.var;
    const [ready, gauges, alerts, recent, samples] = await Promise.all([
      readiness(services),
      readGauges(ctx.db, ctx.now),
      openAlerts(ctx.db),
      recentAlerts(ctx.db, ctx.now - WEEK),
      samplesOfDay(ctx.db, ctx.now).execute(),
    ]);
    const parts = partsOf(ready, gauges, {
      files: { used: ctx.files.used(), allowed: allowedBytes(ctx) },
      now: ctx.now,
    });
    return c.html(<ServerStatusPage {...{ viewer, parts, alerts, recent, samples }} />);
  })
  .post("/avisos/:id", async (c) => {
    const { ctx, viewer } = c.var;
    await acknowledgeAlert(ctx, c.req.param("id"));
    return answer(c, { to: paths.status(), toast: alertText[viewer.locale].acknowledged });
  });
