import { Hono } from "hono";
import { PastPage } from "../../views/orders/past.tsx";
import type { Env } from "../http/env.ts";
import { check } from "../lib/form.ts";
import { pastMoment } from "./input.ts";
import { orderPast } from "./past_queries.ts";
import { readOrder } from "./queries.ts";

/** The order as it was: at `en`, a time of the viewer's branch, or right after `evento`; without either, now. */
export const orderPastRoutes = new Hono<Env>()
  .get("/:number/historial", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    const { evento: event, ...typed } = c.req.query();
    if (event) {
      return c.html(<PastPage {...{ viewer, number }} past={await orderPast(ctx, number, { event })} />);
    }
    if (typed.en === undefined) {
      return c.html(
        <PastPage {...{ viewer, number }} past={await orderPast(ctx, number, { at: ctx.now })} />,
      );
    }
    const form = check(pastMoment({ timeZone: viewer.timeZone, now: ctx.now }), typed);
    if (!form.ok) {
      const { number } = await readOrder(ctx, c.req.param("number"));
      return c.html(<PastPage {...{ viewer, number, typed }} past={null} errors={form.errors} />, 422);
    }
    return c.html(
      <PastPage {...{ viewer, number }} past={await orderPast(ctx, number, { at: form.data.en })} />,
    );
  });
