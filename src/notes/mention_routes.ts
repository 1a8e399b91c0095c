import { Hono } from "hono";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { paths } from "../paths.ts";
import { openAllMentions, openMention } from "./mention_commands.ts";

/** From a mention to its order; whoever follows it has seen it. Mounted at `/menciones`. */
export const mentionRoutes = new Hono<Env>()
  .use(may("orders.read"))
  .get("/:id", async (c) => {
    if (c.req.method === "HEAD") return c.body(null);
    const number = await openMention(c.var.ctx, c.req.param("id"));
    return c.redirect(`${paths.order(number)}#order-story`, 303);
  })
  .post("/leidas", async (c) => {
    await openAllMentions(c.var.ctx);
    return answer(c, { to: paths.counter() });
  });
