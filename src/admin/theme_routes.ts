import { Hono } from "hono";
import type { Env } from "../http/env.ts";
import { accentCss } from "./accent.ts";

/** The stylesheet of a shop's own colour: open to all, clients' pages wear it too. */
export const themeRoutes = new Hono<Env>()
  .get("/:file{[0-9a-f]{6}\\.css}", (c) => {
    c.header("Content-Type", "text/css; charset=utf-8");
    c.header("Cache-Control", "public, max-age=31536000, immutable");
    return c.body(accentCss(`#${c.req.param("file").slice(0, 6)}`));
  });
