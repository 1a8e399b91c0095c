import { type Context, Hono, type MiddlewareHandler } from "hono";
import { TrackingGonePage } from "../../views/tracking/page.tsx";
import { trackingText } from "../../views/tracking/text.ts";
import { ChatPage } from "../../views/untold/page.tsx";
import { renderIntakeReceipt } from "../documents/intake_receipt.ts";
import { photoResponse } from "../files/routes.ts";
import { photoForClient, type PhotoSize } from "../files/uploads.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { answerPdf } from "../http/pdf.ts";
import { AppError, notFound } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { openTrackingChat, renewTrackingLink, resendTrackingLink, revokeTrackingLink } from "./commands.ts";
import { linkInput } from "./message_input.ts";
import { trackedOrderId, trackedReceipt, trackingQr } from "./queries.ts";

/** Photos and intake receipt of a client's link, without signing in. Mounted at `/seguimiento`, before the staff guard. */
export const trackingRoutes = new Hono<Env>()
  .get("/:token/comprobante.pdf", async (c) => {
    const token = c.req.param("token");
    const receipt = await trackedReceipt(c.var.ctx, token);
    if (!receipt) return gone(c);
    const pdf = await renderIntakeReceipt(receipt, {
      format: "a4",
      tracking: { [receipt.reference]: c.var.ctx.baseUrl + paths.tracking(token) },
      pictures: c.var.ctx.files.read,
    });
    return answerPdf(c, { fileName: `ingreso-${receipt.reference}`, bytes: pdf });
  })
  .get("/:token/fotos/:id", (c) => sharedPhoto(c, c.req.param(), "full"))
  .get("/:token/fotos/:id/miniatura", (c) => sharedPhoto(c, c.req.param(), "thumb"));

/** The link's side of an order's page. Mounted at `/ordenes`. */
export const orderTrackingRoutes = new Hono<Env>()
  .get("/:number/seguimiento/qr.svg", async (c) => {
    const qr = await trackingQr(c.var.ctx, c.req.param("number"));
    if (qr === null) throw notFound();
    return c.body(qr, 200, { "Content-Type": "image/svg+xml; charset=utf-8" });
  })
  .post("/:number/seguimiento", may("tracking.manage"), async (c) => {
    const number = c.req.param("number");
    await renewTrackingLink(c.var.ctx, number, { key: await keyOf(c) });
    return answer(c, { to: paths.order(number), toast: words(c).renewed });
  })
  .post("/:number/seguimiento/baja", may("tracking.manage"), async (c) => {
    const number = c.req.param("number");
    await revokeTrackingLink(c.var.ctx, number);
    return answer(c, { to: paths.order(number), toast: words(c).ended });
  })
  .post("/:number/seguimiento/envio", may("tracking.manage"), async (c) => {
    const number = c.req.param("number");
    const { queued } = await resendTrackingLink(c.var.ctx, number, { key: await keyOf(c) });
    return answer(c, { to: paths.order(number), toast: queued ? words(c).mailed : words(c).notMailed });
  })
  .post("/:number/seguimiento/whatsapp", may("tracking.manage"), async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    const chat = await openTrackingChat(ctx, number);
    const back = { href: paths.order(number), label: number };
    return c.html(<ChatPage viewer={viewer} chat={chat} back={back} note={words(c).chatNoted} />);
  });

/** Outside of the headers that every page gets: nobody indexes, keeps or passes on a client's link. */
export const trackingHeaders: MiddlewareHandler<Env> = async (c, next) => {
  c.header("Cache-Control", "no-store");
  c.header("X-Robots-Tag", "noindex, nofollow");
  c.header("Referrer-Policy", "no-referrer");
  await next();
};

function gone(c: Context<Env>): Response | Promise<Response> {
  return c.html(<TrackingGonePage viewer={c.var.viewer} />, 404);
}

async function sharedPhoto(
  c: Context<Env>,
  { token, id }: { token: string; id: string },
  size: PhotoSize,
): Promise<Response> {
  const orderId = await trackedOrderId(c.var.ctx, token);
  if (!orderId) throw notFound();
  const response = photoResponse(c, await photoForClient(c.var.ctx, { orderId, id }, size));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

async function keyOf(c: Context<Env>): Promise<string> {
  const form = check(linkInput, nest(await c.req.formData()));
  if (!form.ok) throw new AppError("invalid", { fields: form.errors });
  return form.data.form_key;
}

function words(c: Context<Env>) {
  return trackingText[c.var.viewer.locale].panel;
}
