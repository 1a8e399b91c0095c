import { type Context, Hono } from "hono";
import { ClientPayPage } from "../../views/gateways/client_page.tsx";
import { TrackingGonePage } from "../../views/tracking/page.tsx";
import type { Env } from "../http/env.ts";
import { wantsFragment } from "../http/htmx.ts";
import { ownForms } from "../http/security.ts";
import { AppError, invalid, notFound } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { clientViewer } from "../tracking/door.ts";
import { trackedOrder } from "../tracking/queries.ts";
import { checkNow } from "./check_commands.ts";
import { startCheckout } from "./checkout_commands.ts";
import { checkoutInput } from "./input.ts";
import { clientIntent } from "./queries.ts";

/** Where a client pays online and learns what became of it, without signing in. Mounted at `/seguimiento`. */
export const clientPayRoutes = new Hono<Env>()
  .post("/:token/cobro", ownForms, async (c) => {
    const token = c.req.param("token");
    const order = await trackedOrder(c.var.ctx, token);
    if (!order) throw notFound();
    const form = check(checkoutInput, nest(await c.req.formData()));
    if (!form.ok) throw invalid(form.errors);
    try {
      const intent = await startCheckout(c.var.ctx, { number: order.number, byStaff: false }, form.data);
      return c.redirect(paths.trackingCheckout(token, intent), 303);
    } catch (refusal) {
      if (!(refusal instanceof AppError)) throw refusal;
      const status = refusal.code === "unavailable" ? 503 : 409;
      if (refusal.code !== "conflict" && refusal.code !== "unavailable") throw refusal;
      const page = (
        <ClientPayPage
          viewer={clientViewer(c, order)}
          order={order}
          token={token}
          refused={refusal.detail.reason ?? "conflict"}
        />
      );
      return c.html(page, status);
    }
  })
  .get("/:token/cobro/:intent", (c) => intentPage(c, c.req.param()));

/** What the address says of how it went is not believed: the page shows what we know, and asks the provider. */
async function intentPage(
  c: Context<Env>,
  { token, intent: id }: { token: string; intent: string },
): Promise<Response> {
  const { ctx } = c.var;
  const order = await trackedOrder(ctx, token);
  if (!order) return c.html(<TrackingGonePage viewer={c.var.viewer} />, 404);
  const intent = await clientIntent(ctx.db, { orderId: order.id, id });
  const cameBack = c.req.query("vuelta") !== undefined;
  if (cameBack && (intent.state === "open" || intent.state === "pending")) await checkNow(ctx, id);
  if (c.req.query("visto") === intent.state && wantsFragment(c)) return c.body(null, 204);
  const viewer = clientViewer(c, order);
  return await c.html(<ClientPayPage {...{ viewer, order, token, intent, cameBack }} />);
}
