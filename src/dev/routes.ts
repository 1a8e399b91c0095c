import { Hono } from "hono";
import type { Env } from "../http/env.ts";
import { headers, knownHost, sameOrigin } from "../http/security.ts";
import type { Services } from "../services.ts";
import type { NewsDesk } from "./news.ts";
import { DEV, devPaths } from "./paths.ts";

const FILES: Record<string, string> = {
  "reload.js": "text/javascript; charset=utf-8",
};

/** Whatever is below `/dev`. */
export function toolRoutes(services: Services, news: NewsDesk): Hono<Env> {
  const tools = new Hono<Env>();
  tools.use(knownHost(services.baseUrl));
  // Before the headers: an answer that changes the protocol has to stay as it is.
  tools.get(devPaths.news(), (c) => {
    const own = sameOrigin(undefined, c.req.header("Origin"), c.req.header("Host"));
    if (!own || c.req.header("Upgrade") !== "websocket") return c.text("Upgrade Required\n", 426);
    return news.join(c.req.raw);
  });
  tools.use(headers(false));
  tools.get(`${DEV}/archivos/:name`, async (c) => {
    const name = c.req.param("name");
    const type = FILES[name];
    if (type === undefined) return c.notFound();
    const body = await Deno.readFile(new URL(`./static/${name}`, import.meta.url));
    return c.body(body, 200, { "Content-Type": type, "Cache-Control": "no-store" });
  });
  return tools;
}
