import { type Context, Hono } from "hono";
import { DigestEndPage } from "../../views/mail/digest_end.tsx";
import type { Env } from "../http/env.ts";
import { clientViewer } from "../tracking/door.ts";
import { digestReader, endDigest } from "./digest_end.ts";

/** Where the link of a mail about the work of a day leads; mailboxes post there by themselves (RFC 8058). Below `/correos/trabajo`. */
export const digestEndRoutes = new Hono<Env>()
  .get("/:token", async (c) => c.html(await page(c)))
  .post("/:token", async (c) => {
    await endDigest(c.var.ctx, c.req.param("token"));
    return c.html(await page(c));
  });

async function page(c: Context<Env>) {
  const token = c.req.param("token") ?? "";
  const { locale, wanted } = await digestReader(c.var.ctx, token);
  const viewer = clientViewer(c, { locale, timeZone: c.var.viewer.timeZone });
  return <DigestEndPage viewer={viewer} wanted={wanted} token={token} />;
}
