import { type Context, Hono } from "hono";
import { NoMailPage } from "../../views/mail/no_mail_page.tsx";
import type { Env } from "../http/env.ts";
import { notFound } from "../lib/app_error.ts";
import { nest, typedText } from "../lib/form.ts";
import { clientViewer } from "../tracking/door.ts";
import { chooseMails } from "./commands.ts";
import { mailChoice } from "./queries.ts";
import { clientOfToken } from "./unsubscribing.ts";

/**
 * Where the link of an optional mail leads, without signing in. Mailboxes post there by themselves with one click (RFC 8058), so a
 * post needs nothing but its link. Mounted at `/correos`.
 */
export const mailChoiceRoutes = new Hono<Env>()
  .get("/:token", async (c) => c.html(await page(c)))
  .post("/:token", async (c) => {
    const wanted = typedText(nest(await c.req.formData()), "wanted") === "1";
    await chooseMails(c.var.ctx, { clientId: clientOf(c), wanted });
    return c.html(await page(c));
  });

async function page(c: Context<Env>) {
  const { ctx, viewer } = c.var;
  const { locale, wanted } = await mailChoice(ctx, clientOf(c));
  const reader = clientViewer(c, { locale, timeZone: viewer.timeZone });
  return <NoMailPage viewer={reader} wanted={wanted} token={c.req.param("token") ?? ""} />;
}

/** @throws AppError not_found */
function clientOf(c: Context<Env>): string {
  const clientId = clientOfToken(c.var.ctx, c.req.param("token") ?? "");
  if (clientId === null) throw notFound();
  return clientId;
}
