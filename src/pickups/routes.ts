import { Hono } from "hono";
import { pickupText } from "../../views/pickups/text.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { invalid } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { giveNoticeNow } from "./commands.ts";
import { noticeInput } from "./input.ts";

/** Notices to clients whose device waits. Mounted below `/ordenes`. */
export const pickupRoutes = new Hono<Env>()
  .use("/:number/aviso-de-retiro", may("orders.edit"))
  .post("/:number/aviso-de-retiro", async (c) => {
    const number = c.req.param("number");
    const form = check(noticeInput, nest(await c.req.formData()));
    if (!form.ok) throw invalid(form.errors);
    await giveNoticeNow(c.var.ctx, number, form.data);
    return await answer(c, { to: paths.order(number), toast: pickupText[c.var.viewer.locale].given });
  });
