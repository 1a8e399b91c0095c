import { Hono } from "hono";
import type { Env } from "../http/env.ts";
import { isWatcher } from "./watcher.ts";

/** `/metrics`: for who watches the server; what writes it is loaded when somebody does. */
export const metricsRoutes = new Hono<Env>().get("/", async (c) => {
  if (!isWatcher(c)) return c.text("Unauthorized\n", 401, { "WWW-Authenticate": 'Bearer realm="Reparo"' });
  const { exposition } = await import("./exposition.ts");
  return c.body(await exposition(c.var.services), 200, {
    "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
    "Cache-Control": "no-store",
  });
});
