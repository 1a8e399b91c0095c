import { type Context, Hono } from "hono";
import { ReportEndPage } from "../../views/reports/end.tsx";
import type { Env } from "../http/env.ts";
import { notFound } from "../lib/app_error.ts";
import { clientViewer } from "../tracking/door.ts";
import { endSubscription } from "./commands.ts";
import { findRecipient } from "./queries.ts";
import { isUnsubscribeToken } from "./unsubscribing.ts";

/** Where the recipient of a report takes themselves off, by the signed link of their mail. Below `/informes/baja`. */
export const reportEndRoutes = new Hono<Env>()
  .get("/:recipient/:token", async (c) => c.html(await endPage(c)))
  .post("/:recipient/:token", async (c) => {
    const { id } = await asked(c);
    await endSubscription(c.var.ctx, id);
    return c.html(await endPage(c));
  });

async function asked(c: Context<Env>) {
  const { recipient = "", token = "" } = c.req.param();
  if (!isUnsubscribeToken(c.var.ctx.secretKey, recipient, token)) throw notFound();
  return await findRecipient(c.var.ctx.db, recipient);
}

async function endPage(c: Context<Env>) {
  const { token = "" } = c.req.param();
  const { locale, ...recipient } = await asked(c);
  const viewer = clientViewer(c, { locale, timeZone: c.var.viewer.timeZone });
  return <ReportEndPage viewer={viewer} recipient={recipient} token={token} />;
}
