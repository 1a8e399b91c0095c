import type { Context, MiddlewareHandler, Next } from "hono";
import { AppError } from "../lib/app_error.ts";
import { errorFacts, logOf, withLogFacts } from "../logs.ts";
import { noteRequest } from "../monitoring/meter.ts";
import { traceRoute } from "../monitoring/traces.ts";
import type { Env } from "./env.ts";
import { enter } from "./load.ts";

const log = logOf("http");

const quiet = /^\/(static|salud|metrics|api\/daemon\/poll)/;

/** What of a caller's own id fits in every line of a log, and in no other. */
const SANE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/**
 * Gives every request an id, its caller's own where that is sane, and an address, and writes one line about it; whatever is logged on the
 * way carries the id, and the user once it is known.
 */
export const requestLog: MiddlewareHandler<Env> = async (c, next) => {
  const services = c.get("services");
  const given = c.req.header("X-Request-Id") ?? "";
  const id = SANE_ID.test(given) ? given : services.random.id(services.clock());
  const ip = clientAddress(c.req.header("X-Forwarded-For"), peer(c.env), services.config.TRUSTED_PROXY_HOPS);
  c.set("requestId", id);
  c.set("ip", ip);
  c.header("X-Request-Id", id);
  await withLogFacts({ requestId: id }, () => logged(c, next));
};

async function logged(c: Context<Env>, next: Next): Promise<void> {
  const started = performance.now();
  const cohort = enter(c.req.method);
  try {
    await next();
  } finally {
    cohort.under--;
  }
  const took = performance.now() - started;
  const facts = {
    method: c.req.method,
    route: c.get("apiPath") ?? c.req.routePath,
    status: c.res.status,
    ms: Math.round(took * 10) / 10,
  };
  noteRequest(facts, took);
  traceRoute(facts);
  if (isShed(c.error)) log.debug("Request refused", facts);
  else if (c.res.status >= 500) {
    log.error("Request failed", { ...facts, ...(c.error ? errorFacts(c.error) : {}) });
  } else if (quiet.test(c.req.path)) log.debug("Request", facts);
  else log.info("Request", facts);
}

/** Of these there may be thousands a second: they are told together. */
function isShed(error: unknown): boolean {
  return error instanceof AppError && error.detail.reason === "overloaded";
}

/** The nth address from the right of X-Forwarded-For, where n is the number of proxies that are ours. */
export function clientAddress(forwarded: string | undefined, socket: string, hops: number): string {
  if (hops === 0 || !forwarded) return socket;
  const chain = forwarded.split(",").map((one) => one.trim());
  return chain.at(-Math.min(hops, chain.length)) || socket;
}

function peer(env: unknown): string {
  const remote = (env as { remoteAddr?: Deno.Addr } | undefined)?.remoteAddr;
  return remote && "hostname" in remote ? remote.hostname : "";
}
