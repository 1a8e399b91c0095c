import { Hono } from "hono";
import { OrderHistoryPage } from "../../views/printing/order_history.tsx";
import { PrintPanel } from "../../views/printing/order_panel.tsx";
import { queueText } from "../../views/printing/queue_text.ts";
import { sentenceOf } from "../../views/errors/text.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer, wantsFragment } from "../http/htmx.ts";
import { AppError, notFound } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { requestLabel } from "./commands.ts";
import { newKey, type PageContext, picture, read, words } from "./door.ts";
import { showsMoney } from "./document.ts";
import { Again, LabelWish, ReceiptWish, Resolution } from "./input.ts";
import { cancelPrintJob, dismissPrintJob, reprint, resolveUnknown, retryPrintJob } from "./job_commands.ts";
import { jobsOfOrder, labelledOrder, labelPicture, printHistoryOfOrder } from "./queries.ts";
import { requestReceipt } from "./receipt_commands.ts";
import { routesOfOrder } from "./routing.ts";

/** Below `/ordenes`: the labels of one order. */
export const labelRoutes = new Hono<Env>()
  .use("/:number/etiquetas/*", may("labels.print"))
  .get("/:number/etiquetas", async (c) => {
    const number = c.req.param("number");
    if (!wantsFragment(c)) return c.redirect(`${paths.order(number)}#print-panel`, 303);
    c.header("Vary", "HX-Request");
    return c.html(await panel(c, number));
  })
  .get("/:number/etiquetas/historial", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    const order = await labelledOrder(ctx.db, number);
    const history = await printHistoryOfOrder(ctx, order.id);
    return c.html(<OrderHistoryPage viewer={viewer} number={number} history={history} />);
  })
  .get("/:number/etiquetas/:job/etiqueta.svg", async (c) => {
    const { svg, template } = await labelPicture(c.var.ctx.db, c.req.param("job"), c.req.param("number"));
    if (showsMoney(template) && !c.var.viewer.can("payments.read")) throw notFound();
    return picture(c, svg);
  })
  .post("/:number/etiquetas", async (c) => {
    const number = c.req.param("number");
    const wish = await read(c, LabelWish);
    return await inPanel(c, number, async () => {
      await requestLabel(c.var.ctx, number, {
        idemKey: `click:${wish.form_key}`,
        ...(wish.copies !== undefined && { copies: wish.copies }),
        templates: wish.accessories ? ["device", "accessory"] : ["device"],
        moment: wish.printer_id === null ? "asked" : { printerId: wish.printer_id },
      });
      return words(c).panel.requested;
    });
  })
  .post("/:number/etiquetas/comprobante", async (c) => {
    const number = c.req.param("number");
    const { document, form_key } = await read(c, ReceiptWish);
    return await inPanel(c, number, async () => {
      await requestReceipt(c.var.ctx, number, { document, idemKey: `click:${form_key}` });
      return queueText[c.var.viewer.locale].jobs.receiptAsked;
    });
  })
  .post("/:number/etiquetas/:job/reimpresion", async (c) => {
    const { number, job } = c.req.param();
    const { form_key } = await read(c, Again);
    return await inPanel(c, number, async () => {
      await labelledOrder(c.var.ctx.db, number, job);
      await reprint(c.var.ctx, job, `click:${form_key}`);
      return words(c).acts.reprinted;
    });
  })
  .post("/:number/etiquetas/:job/reintento", async (c) => {
    const { number, job } = c.req.param();
    return await inPanel(c, number, async () => {
      await labelledOrder(c.var.ctx.db, number, job);
      await retryPrintJob(c.var.ctx, job);
      return queueText[c.var.viewer.locale].jobs.retried;
    });
  })
  .post("/:number/etiquetas/:job/cancelacion", async (c) => {
    const { number, job } = c.req.param();
    return await inPanel(c, number, async () => {
      await labelledOrder(c.var.ctx.db, number, job);
      const outcome = await cancelPrintJob(c.var.ctx, job);
      return outcome === "cancelled" ? words(c).acts.cancelled : words(c).acts.cancelAsked;
    });
  })
  .post("/:number/etiquetas/:job/descarte", async (c) => {
    const { number, job } = c.req.param();
    return await inPanel(c, number, async () => {
      await labelledOrder(c.var.ctx.db, number, job);
      await dismissPrintJob(c.var.ctx, job);
      return words(c).acts.dismissed;
    });
  })
  .post("/:number/etiquetas/:job/resultado", async (c) => {
    const { number, job } = c.req.param();
    const { saw, form_key } = await read(c, Resolution);
    return await inPanel(c, number, async () => {
      await labelledOrder(c.var.ctx.db, number, job);
      await resolveUnknown(c.var.ctx, job, { saw, idemKey: `click:${form_key}` });
      return words(c).acts.resolved;
    });
  });

/** Does it and answers the panel, also when it was refused: then with the reason above it. */
async function inPanel(c: PageContext, number: string, act: () => Promise<string>): Promise<Response> {
  try {
    const toast = await act();
    const drawn = await panel(c, number);
    return await answer(c, { to: `${paths.order(number)}#print-panel`, fragment: () => drawn, toast });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "conflict" || !wantsFragment(c)) throw error;
    return c.html(await panel(c, number, sentenceOf(error, c.var.viewer.locale)), 409);
  }
}

async function panel(c: PageContext, number: string, refusal: string | null = null) {
  const { ctx, viewer } = c.var;
  const order = await labelledOrder(ctx.db, number);
  const [jobs, routed] = await Promise.all([jobsOfOrder(ctx, order.id), routesOfOrder(ctx.db, order.id)]);
  return <PrintPanel {...{ viewer, number, jobs, routed, refusal }} formKey={newKey(ctx)} />;
}
