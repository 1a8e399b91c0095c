import { type Context, type Handler, Hono } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import type { Env } from "../http/env.ts";
import { headers } from "../http/security.ts";
import type { Services } from "../services.ts";

/** What the API's own app finds of the request as it came in. */
interface Passed {
  outer: Context<Env>;
}

/** The API, whose schemas are loaded with the first request to it: a server that no program asks does without. */
export function apiDoor(services: Services): Handler<Env> {
  let opened: Promise<Hono<Env>> | undefined;
  return async (c) => {
    opened ??= open(services).catch((error) => {
      opened = undefined;
      throw error;
    });
    const app = await opened;
    return await app.fetch(c.req.raw, { outer: c } satisfies Passed);
  };
}

async function open(services: Services): Promise<Hono<Env>> {
  const { apiApp } = await import("./app.ts");
  const app = new Hono<Env>({ strict: false, router: new TrieRouter() });
  app.use(async (c, next) => {
    const { outer } = c.env as unknown as Passed;
    for (const name of ["services", "requestId", "ip"] as const) c.set(name, outer.get(name));
    c.header("X-Request-Id", outer.get("requestId"));
    await next();
    outer.set("apiPath", c.get("apiPath"));
  });
  // Set anew on this side: an answer that took over the outer ones would be built again, as a stream.
  app.use(headers(services.baseUrl.startsWith("https:")));
  return app.route("/", apiApp(services));
}
