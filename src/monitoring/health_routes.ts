import { Hono } from "hono";
import { checkSentence } from "../../views/monitoring/text.ts";
import type { Env } from "../http/env.ts";
import { type CheckName, CHECKS, isLeaving, readiness } from "./readiness.ts";
import { isWatcher } from "./watcher.ts";

const STATUS = { ok: "ok", slow: "degraded", failed: "not_ok" } as const;

/** Below `/salud`: that the process lives and is to stay, and whether requests should be sent to it. */
export const healthRoutes = new Hono<Env>()
  .get("/", (c) => {
    const leaving = isLeaving(c.var.services);
    const told = isWatcher(c) && { version: c.var.services.version };
    return c.json({ status: leaving ? "not_ok" : "ok", ...told }, leaving ? 503 : 200);
  })
  .get("/listo", async (c) => {
    const { state, checks } = await readiness(c.var.services);
    c.header("Cache-Control", "no-store");
    const code = state === "failed" ? 503 : 200;
    if (code === 503) c.header("Retry-After", "5");
    if (!isWatcher(c)) return c.json({ status: code === 200 ? "ok" : "not_ok" }, code);
    const locale = /\bes\b/i.test(c.req.header("Accept-Language") ?? "") ? "es" : "en";
    const told = (name: CheckName) => {
      const { state, value, reason } = checks[name];
      return [name, {
        status: STATUS[state],
        value,
        reason,
        detail: checkSentence(locale, name, checks[name]),
      }];
    };
    const forwarded = c.req.header("X-Forwarded-For")?.split(",").length ?? 0;
    return c.json({
      status: STATUS[state],
      checks: Object.fromEntries(CHECKS.map(told)),
      // How the request came here: `deno task doctor` holds it against what the server trusts.
      asked: { address: c.var.ip, forwarded },
    }, code);
  });
