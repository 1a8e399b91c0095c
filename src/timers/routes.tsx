import { type Context, Hono } from "hono";
import { LiveParts, OrderPage } from "../../views/orders/page.tsx";
import { TimeForm, TimePart } from "../../views/timers/panel.tsx";
import { durationWords, timerText } from "../../views/timers/text.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer, pageOrPart } from "../http/htmx.ts";
import { AppError } from "../lib/app_error.ts";
import { check, nest, typedText } from "../lib/form.ts";
import { orderPageProps } from "../orders/page_props.ts";
import { refusedFields } from "../lib/refused.ts";
import { paths } from "../paths.ts";
import { correctTime, startTimer, stopTimer } from "./commands.ts";
import { timeCorrection, timerAct } from "./input.ts";

/** The time that is worked on an order. Mounted below `/ordenes`. */
export const timerRoutes = new Hono<Env>()
  .use("/:number/tiempo/*", may("time.track"))
  .post("/:number/tiempo", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    const form = check(timerAct, nest(await c.req.formData()));
    if (!form.ok) throw new AppError("invalid", { fields: form.errors });
    const { locale } = viewer;
    const text = timerText[locale].toasts;
    if (form.data.act === "stop") {
      const { ms } = await stopTimer(ctx, number);
      return await changed(c, number, text.stopped(durationWords(locale, ms)));
    }
    const other = await startTimer(ctx, number);
    const toast = other ? text.moved(other.order.number, durationWords(locale, other.ms)) : text.started;
    return await changed(c, number, toast);
  })
  .post("/:number/tiempo/correccion", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    const typed = nest(await c.req.formData());
    const form = check(timeCorrection, typed);
    const errors = form.ok ? await refusedFields(correctTime(ctx, number, form.data)) : form.errors;
    const props = await orderPageProps(c.var, number);
    const people = props.repairers;
    if (errors) {
      const state = { typed, errors, formKey: typedText(typed, "form_key") || props.formKey, people };
      return await pageOrPart(c, {
        status: 422,
        page: () => <OrderPage {...props} states={{ time: state }} />,
        part: () => <TimeForm viewer={viewer} detail={props.detail} state={state} />,
      });
    }
    return await answer(c, {
      to: paths.order(number),
      toast: timerText[viewer.locale].toasts.corrected,
      fragment: () => (
        <>
          <TimeForm viewer={viewer} detail={props.detail} state={{ formKey: props.formKey, people }} />
          <LiveParts {...props} />
        </>
      ),
    });
  });

async function changed(c: Context<Env>, number: string, toast: string): Promise<Response> {
  const props = await orderPageProps(c.var, number);
  return await answer(c, {
    to: paths.order(number),
    toast,
    fragment: () => (
      <>
        <TimePart viewer={props.viewer} detail={props.detail} />
        <LiveParts {...props} />
      </>
    ),
  });
}
