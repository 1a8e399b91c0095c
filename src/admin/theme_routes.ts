import { Hono } from "hono";
import type { Env } from "../http/env.ts";
import { notFound } from "../lib/app_error.ts";
import { accentCss } from "./accent.ts";

const FOR_EVER = "public, max-age=31536000, immutable";

/** The shop's own colour and logo: open to all, clients' pages wear them too. */
export const themeRoutes = new Hono<Env>()
  .get("/logo/:file{[0-9a-f]{64}\\.png}", async (c) => {
    const { shop, files } = c.var.services;
    const { logo } = (await shop.read()).settings;
    const hash = c.req.param("file").slice(0, 64);
    const shown = logo !== null && [logo.page, logo.sheet, logo.roll].includes(hash);
    const bytes = shown ? await files.read(hash) : null;
    if (!bytes) throw notFound();
    c.header("Cache-Control", FOR_EVER);
    return c.body(bytes, 200, { "Content-Type": "image/png" });
  })
  .get("/:file{[0-9a-f]{6}\\.css}", (c) => {
    c.header("Content-Type", "text/css; charset=utf-8");
    c.header("Cache-Control", FOR_EVER);
    return c.body(accentCss(`#${c.req.param("file").slice(0, 6)}`));
  });
