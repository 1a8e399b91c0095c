import { type Context, Hono } from "hono";
import { TrackingGonePage, TrackingPage } from "../../views/tracking/page.tsx";
import { trackingMessageText } from "../../views/tracking/message_text.ts";
import { renderDeliveryReceipt } from "../documents/delivery_receipt.ts";
import { paymentPaper, warrantyPaper } from "../documents/order_papers.ts";
import { renderPaper } from "../documents/paper.ts";
import { payChoices } from "../gateways/queries.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { answerPdf } from "../http/pdf.ts";
import { ownForms } from "../http/security.ts";
import { ensureVisit } from "../http/session.ts";
import { AppError, conflict, type FieldErrors, invalid } from "../lib/app_error.ts";
import { check, nest, type Typed, typedText } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { clientViewer } from "./door.ts";
import { readMessages, sharePhoto, writeMessage } from "./message_commands.ts";
import { messageInput, sharingInput } from "./message_input.ts";
import { trackedDelivery, trackedExtras, trackedPayment } from "./message_queries.ts";
import { trackedOrder, trackedOrderId } from "./queries.ts";
import { serviceNotice } from "./service_notice.ts";

/** What a client's link leads to besides the photos and the intake receipt. Mounted at `/seguimiento`. */
export const trackingPageRoutes = new Hono<Env>()
  .get("/:token", (c) => trackingPage(c, c.req.param("token")))
  .post("/:token/mensajes", ownForms, async (c) => {
    const token = c.req.param("token");
    const orderId = await trackedOrderId(c.var.ctx, token);
    if (!orderId) return gone(c);
    if (c.var.signedIn) throw conflict("message_by_staff");
    const typed = nest(await c.req.formData());
    const form = check(messageInput, typed);
    if (!form.ok) return await trackingPage(c, token, { typed, errors: form.errors, status: 422 });
    try {
      await writeMessage(c.var.ctx, orderId, form.data);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
      return await trackingPage(c, token, { typed, errors: refusal.detail.fields, status: 429 });
    }
    return c.redirect(`${paths.tracking(token)}?mensaje=enviado#tracking-messages`, 303);
  })
  .get("/:token/entrega.pdf", async (c) => {
    const receipt = await deliveryOf(c, c.req.param("token"));
    if (!receipt) return gone(c);
    const bytes = await renderDeliveryReceipt(receipt, { format: "a4", pictures: c.var.ctx.files.read });
    return answerPdf(c, { fileName: `entrega-${receipt.number}`, bytes });
  })
  .get("/:token/pagos/:payment/recibo.pdf", async (c) => {
    const { token, payment: paymentId } = c.req.param();
    const orderId = await trackedOrderId(c.var.ctx, token);
    const receipt = orderId && await trackedPayment(c.var.ctx, { orderId, paymentId });
    if (!receipt) return gone(c);
    const paper = paymentPaper(receipt);
    const bytes = await renderPaper(paper, { format: "a4", pictures: c.var.ctx.files.read });
    return answerPdf(c, { fileName: `recibo-${paper.reference}`, bytes });
  })
  .get("/:token/garantia.pdf", async (c) => {
    const receipt = await deliveryOf(c, c.req.param("token"));
    const paper = receipt && warrantyPaper(receipt);
    if (!paper) return gone(c);
    const bytes = await renderPaper(paper, { format: "a4", pictures: c.var.ctx.files.read });
    return answerPdf(c, { fileName: `garantia-${paper.reference}`, bytes });
  });

/** What the staff read and show. Mounted at `/ordenes`. */
export const orderSharingRoutes = new Hono<Env>()
  .use("/:number/mensajes/*", may("orders.edit"))
  .use("/:number/fotos/:photo/visibilidad", may("orders.edit"))
  .post("/:number/mensajes/lectura", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    await readMessages(ctx, number);
    return answer(c, { to: paths.order(number), toast: trackingMessageText[viewer.locale].staff.seen });
  })
  .post("/:number/fotos/:photo/visibilidad", async (c) => {
    const { ctx, viewer } = c.var;
    const { number, photo } = c.req.param();
    const form = check(sharingInput, nest(await c.req.formData()));
    if (!form.ok) throw invalid(form.errors);
    await sharePhoto(ctx, { number, photoId: photo }, form.data);
    const { shared, hidden } = trackingMessageText[viewer.locale].staff;
    return answer(c, { to: paths.order(number), toast: form.data.visibility === "public" ? shared : hidden });
  });

interface CameBack {
  typed: Typed;
  errors: FieldErrors;
  status: 422 | 429;
}

async function trackingPage(c: Context<Env>, token: string, back?: CameBack): Promise<Response> {
  const { ctx, signedIn } = c.var;
  const order = await trackedOrder(ctx, token);
  if (!order) return await gone(c);
  ensureVisit(c);
  const viewer = clientViewer(c, order);
  const choices = await payChoices(ctx, order.id);
  const page = (
    <TrackingPage
      viewer={viewer}
      order={order}
      token={token}
      extras={await trackedExtras(ctx, order.id)}
      notice={await serviceNotice(ctx, viewer.locale)}
      pay={choices && { ...choices, formKey: ctx.random.id(ctx.now) }}
      message={{
        formKey: typedText(back?.typed, "form_key") || ctx.random.id(ctx.now),
        byStaff: signedIn !== null,
        sent: c.req.query("mensaje") === "enviado",
        typed: back?.typed,
        errors: back?.errors,
      }}
    />
  );
  return await c.html(page, back?.status ?? 200);
}

async function deliveryOf(c: Context<Env>, token: string) {
  const orderId = await trackedOrderId(c.var.ctx, token);
  return orderId && await trackedDelivery(c.var.ctx, orderId);
}

function gone(c: Context<Env>): Response | Promise<Response> {
  return c.html(<TrackingGonePage viewer={c.var.viewer} />, 404);
}
