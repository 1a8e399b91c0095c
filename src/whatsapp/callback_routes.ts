import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type Ctx, SYSTEM } from "../context.ts";
import type { Env } from "../http/env.ts";
import { contextOf } from "../http/session.ts";
import { AppError } from "../lib/app_error.ts";
import { sameText } from "../lib/token.ts";
import { logOf } from "../logs.ts";
import { findAccount, openCredentials } from "./connections.ts";
import { keepEvent } from "./event_commands.ts";
import { isSigned } from "./notice.ts";

const log = logOf("email");

/** Meta sends 3 MB at most. */
const bounded = bodyLimit({
  maxSize: 3 * 1_048_576,
  onError() {
    throw new AppError("too_large");
  },
});

/**
 * Where Meta tells what became of messages and what clients write, signed instead of signed in. Kept as it came, answered; a job does
 * the rest. Mounted at `/whatsapp`, before everything that knows of people.
 */
export const whatsappCallbackRoutes = new Hono<Env>()
  .get("/avisos", async (c) => {
    const ctx = await nobody(c);
    const { verifyToken } = await openCredentials(ctx, await findAccount(ctx.db));
    const given = c.req.query("hub.verify_token") ?? "";
    const asked = c.req.query("hub.mode") === "subscribe" && verifyToken !== "" &&
      sameText(given, verifyToken);
    if (!asked) return refused(c, "The verify token does not fit");
    return c.text(c.req.query("hub.challenge") ?? "");
  })
  .post("/avisos", bounded, async (c) => {
    const ctx = await nobody(c);
    const body = new Uint8Array(await c.req.arrayBuffer());
    const { appSecret } = await openCredentials(ctx, await findAccount(ctx.db));
    const header = c.req.header("x-hub-signature-256") ?? "";
    if (!isSigned(body, { header, secret: appSecret })) return refused(c, "The signature does not fit");
    await keepEvent(ctx, new TextDecoder().decode(body));
    return c.json({ received: true });
  });

/** A program asks: it gets a problem (RFC 9457), never the page to sign in on. */
function refused(c: Context<Env>, detail: string): Response {
  log.warning("A WhatsApp notice was refused", { why: detail });
  const problem = { type: "about:blank", title: "Notice refused", status: 401, detail };
  return c.body(JSON.stringify(problem), 401, { "Content-Type": "application/problem+json" });
}

async function nobody(c: Context<Env>): Promise<Ctx> {
  const services = c.get("services");
  const shop = await services.shop.read();
  const [requestId, ip] = [c.get("requestId"), c.get("ip")];
  return contextOf(services, {
    actor: SYSTEM,
    shop,
    locale: shop.organization?.locale ?? "es",
    requestId,
    ip,
  });
}
