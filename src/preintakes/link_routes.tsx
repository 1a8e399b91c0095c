import { type Context, Hono } from "hono";
import { preintakeText } from "../../views/preintakes/text.ts";
import { ChatOpening } from "../../views/untold/page.tsx";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { AppError } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { linkInput } from "../tracking/message_input.ts";
import {
  endPreintakeLink,
  openPreintakeChat,
  renewPreintakeLink,
  sendPreintakeLink,
} from "./link_commands.ts";
import { branchQr } from "./link_queries.ts";

/** The link of one client. Mounted at `/clientes`. */
export const clientPreintakeRoutes = new Hono<Env>()
  .post("/:id/pre-ingreso", may("tracking.manage"), async (c) => {
    const clientId = c.req.param("id");
    await renewPreintakeLink(c.var.ctx, { clientId }, { key: await keyOf(c) });
    return answer(c, { to: paths.client(clientId), toast: words(c).panel.renewed });
  })
  .post("/:id/pre-ingreso/baja", may("tracking.manage"), async (c) => {
    const clientId = c.req.param("id");
    await endPreintakeLink(c.var.ctx, { clientId });
    return answer(c, { to: paths.client(clientId), toast: words(c).panel.ended });
  })
  .post("/:id/pre-ingreso/envio", may("tracking.manage"), async (c) => {
    const clientId = c.req.param("id");
    const { by } = await sendPreintakeLink(c.var.ctx, clientId, { key: await keyOf(c) });
    const { mailed, chatted, notMailed } = words(c).panel;
    const toast = by === "whatsapp" ? chatted : by === "email" ? mailed : notMailed;
    return answer(c, { to: paths.client(clientId), toast });
  })
  .post("/:id/pre-ingreso/whatsapp", may("tracking.manage"), async (c) => {
    const { ctx, viewer } = c.var;
    const clientId = c.req.param("id");
    const { client, locale, url, phone } = await openPreintakeChat(ctx, clientId);
    const text = preintakeText[locale].chat(client, viewer.shop.name, url);
    const back = { href: paths.client(clientId), label: client };
    const note = words(c).panel.chatNoted;
    return c.html(<ChatOpening {...{ viewer, client, locale, phone, text, back, note }} />);
  });

/** The link that a branch shows to everybody. Mounted at `/admin/sucursales`. */
export const branchPreintakeRoutes = new Hono<Env>()
  .get("/:id/pre-ingreso/qr.svg", async (c) => {
    const qr = await branchQr(c.var.ctx, c.req.param("id"));
    return c.body(qr, 200, { "Content-Type": "image/svg+xml; charset=utf-8" });
  })
  .post("/:id/pre-ingreso", async (c) => {
    const branchId = c.req.param("id");
    await renewPreintakeLink(c.var.ctx, { branchId }, { key: await keyOf(c) });
    return answer(c, { to: paths.branch(branchId), toast: words(c).panel.renewed });
  })
  .post("/:id/pre-ingreso/baja", async (c) => {
    const branchId = c.req.param("id");
    await endPreintakeLink(c.var.ctx, { branchId });
    return answer(c, { to: paths.branch(branchId), toast: words(c).panel.ended });
  });

async function keyOf(c: Context<Env>): Promise<string> {
  const form = check(linkInput, nest(await c.req.formData()));
  if (!form.ok) throw new AppError("invalid", { fields: form.errors });
  return form.data.form_key;
}

function words(c: Context<Env>) {
  return preintakeText[c.var.viewer.locale];
}
