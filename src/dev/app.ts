import type { Hono } from "hono";
import { createApp } from "../app.ts";
import type { Env } from "../http/env.ts";
import { ROOT_DIR } from "../root.ts";
import type { Services } from "../services.ts";
import { openNews } from "./news.ts";
import { plainly, withTools } from "./page.tsx";
import { DEV } from "./paths.ts";
import type { Recorder } from "./recorder.ts";
import { toolRoutes } from "./routes.tsx";
import { watchStatic } from "./static_files.ts";
import { timeSteps } from "./steps.ts";

const STATIC = `${ROOT_DIR}/static`;

/** The shop's app with what development adds around it, made anew when a file of the folder changes. */
export async function developmentApp(
  services: Services,
  recorder: Recorder,
  folder = STATIC,
): Promise<Pick<Hono, "fetch">> {
  let app = await timedApp(services, recorder);
  const news = openNews(services.stopping);
  watchStatic(folder, services.stopping, async (what) => {
    app = await timedApp(services, recorder);
    news.tell({ kind: what });
  });
  const tools = toolRoutes(services, { news, recorder });
  return {
    async fetch(request, ...rest) {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith(`${DEV}/`)) return await tools.fetch(request, ...rest);
      if (pathname.startsWith("/static/")) return await app.fetch(request, ...rest);
      const { response, recorded } = await recorder.record(
        request,
        async () => await app.fetch(plainly(request), ...rest),
      );
      news.tell({ kind: "request", id: recorded.id });
      return await withTools(response, request, recorded);
    },
  };
}

async function timedApp(services: Services, recorder: Recorder): Promise<Hono<Env>> {
  const app = await createApp(services);
  timeSteps(app, recorder.current);
  return app;
}
