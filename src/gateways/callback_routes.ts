import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type Ctx, SYSTEM } from "../context.ts";
import type { Env } from "../http/env.ts";
import { contextOf } from "../http/session.ts";
import { AppError } from "../lib/app_error.ts";
import { logOf } from "../logs.ts";
import type { Services } from "../services.ts";
import { type Throttle, throttle } from "../tracking/throttle.ts";
import { CallbackRefused, type VerifiedEvent } from "./adapter.ts";
import { verifierOf } from "./adapters.ts";
import { findGateway, openCredentials } from "./connections.ts";
import { keepEvent } from "./event_commands.ts";
import type { Provider } from "./gateway.ts";

const log = logOf("payments");

const bounded = bodyLimit({
  maxSize: 262_144,
  onError() {
    throw new AppError("too_large");
  },
});

/** Whoever likes can send what is not signed; each costs a question to the provider. */
const HINTS = { tries: 60, windowMs: 60_000 };
const throttles = new WeakMap<Services, Throttle>();

/**
 * Where payment providers tell what happened, with a signature instead of a session. Verified on the raw body, kept, answered; a job
 * does the rest. Mounted at `/cobros`, before everything that knows of people.
 */
export const callbackRoutes = new Hono<Env>()
  .post("/mercado-pago", bounded, (c) => takeCallback(c, "mercado_pago"))
  .post("/stripe", bounded, (c) => takeCallback(c, "stripe"))
  .post("/firmado", bounded, (c) => takeCallback(c, "signed"));

async function takeCallback(c: Context<Env>, provider: Provider): Promise<Response> {
  const ctx = await nobody(c);
  const body = await c.req.text();
  const event = await believed(c, ctx, { provider, body });
  if (event instanceof Response) return event;
  await keepEvent(ctx, provider, { event, body });
  return c.json({ received: true });
}

async function believed(
  c: Context<Env>,
  ctx: Ctx,
  { provider, body }: { provider: Provider; body: string },
): Promise<VerifiedEvent | Response> {
  const gateway = await findGateway(ctx.db, provider);
  const { secret } = await openCredentials(ctx, gateway);
  if (secret === "") return refused(c, provider, new CallbackRefused(401, "The gateway is not set up"));
  const raw = {
    body,
    now: ctx.now,
    header: (name: string) => c.req.header(name) ?? "",
    query: (name: string) => c.req.query(name) ?? "",
  };
  try {
    const event = (await verifierOf(provider)).verify(raw, secret);
    if (!event.signed && gateway?.enabled !== 1) {
      throw new CallbackRefused(401, "The gateway is switched off");
    }
    if (!event.signed) requirePatience(c, ctx);
    return event;
  } catch (refusal) {
    if (!(refusal instanceof CallbackRefused)) throw refusal;
    return refused(c, provider, refusal);
  }
}

/** A program asks: it gets a problem (RFC 9457), never the page to sign in on. */
function refused(c: Context<Env>, provider: Provider, { status, message }: CallbackRefused): Response {
  log.warning("A payment callback was refused", { provider, why: message });
  const problem = { type: "about:blank", title: "Callback refused", status, detail: message };
  return c.body(JSON.stringify(problem), status, { "Content-Type": "application/problem+json" });
}

/** @throws AppError too_many */
function requirePatience(c: Context<Env>, ctx: Ctx): void {
  const services = c.get("services");
  const own = throttles.get(services) ?? throttle(HINTS);
  throttles.set(services, own);
  const wait = own.tooMany(ctx.ip, ctx.now);
  if (wait !== null) throw new AppError("too_many", { retryAfter: wait });
}

async function nobody(c: Context<Env>): Promise<Ctx> {
  const services = c.get("services");
  const shop = await services.shop.read();
  const [requestId, ip] = [c.get("requestId"), c.get("ip")];
  return contextOf(services, { actor: SYSTEM, shop, locale: "en", requestId, ip });
}
