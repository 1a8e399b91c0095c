import { Hono } from "hono";
import { pickupText } from "../../views/pickups/text.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { paths } from "../paths.ts";
import { giveNoticeNow } from "./commands.ts";

/** Notices to clients whose device waits. Mounted below `/ordenes`. */
export const pickupRoutes = new Hono<Env>()
  .use("/:number/aviso-de-retiro", may("orders.edit"))
  .post("/:number/aviso-de-retiro", async (c) => {
    const number = c.req.param("number");
    await giveNoticeNow(c.var.ctx, number);
    return await answer(c, { to: paths.order(number), toast: pickupText[c.var.viewer.locale].given });
  });
