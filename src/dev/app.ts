import { fileURLToPath } from "node:url";
import type { Hono } from "hono";
import { createApp } from "../app.ts";
import type { Services } from "../services.ts";
import { openNews } from "./news.ts";
import { DEV } from "./paths.ts";
import { plainly, withTools } from "./page.ts";
import { toolRoutes } from "./routes.ts";
import { watchStatic } from "./static_files.ts";

const STATIC = fileURLToPath(new URL("../../static", import.meta.url));

/** The shop's app with what development adds around it, made anew when a file of the folder changes. */
export async function developmentApp(services: Services, folder = STATIC): Promise<Pick<Hono, "fetch">> {
  let app = await createApp(services);
  const news = openNews(services.stopping);
  watchStatic(folder, services.stopping, async (what) => {
    app = await createApp(services);
    news.tell({ kind: what });
  });
  const tools = toolRoutes(services, news);
  return {
    async fetch(request, ...rest) {
      if (new URL(request.url).pathname.startsWith(`${DEV}/`)) return await tools.fetch(request, ...rest);
      const response = await app.fetch(plainly(request), ...rest);
      return await withTools(response, request);
    },
  };
}
