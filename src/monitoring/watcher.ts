import type { Context } from "hono";
import type { Env } from "../http/env.ts";
import { sameText } from "../lib/token.ts";

/** Who may see how the server is: whoever sends the token, or asks on the machine itself and through no proxy. */
export function isWatcher(c: Context<Env>): boolean {
  const { METRICS_TOKEN } = c.var.services.config;
  const given = /^Bearer +(\S+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
  if (given !== undefined) return METRICS_TOKEN !== undefined && sameText(given, METRICS_TOKEN);
  const passedOn = ["X-Forwarded-For", "Forwarded", "Via"].some((name) => c.req.header(name) !== undefined);
  return !passedOn && /^(127\.\d+\.\d+\.\d+|::1)$/.test(c.var.ip);
}
