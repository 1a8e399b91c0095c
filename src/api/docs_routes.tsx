import { Hono } from "hono";
import { ApiDocsPage } from "../../views/api/docs.tsx";
import type { Env } from "../http/env.ts";
import { session } from "../http/session.ts";
import { sha256 } from "../lib/token.ts";
import { paths } from "../paths.ts";
import type { About } from "./document.ts";
import type { Operation } from "./operation.ts";
import { chaptersOf } from "./reference.ts";

/** The document and its pages: open to everybody, they say nothing about the shop but its name. */
export function docsRoutes(operations: readonly Operation[]): Hono<Env> {
  const made = new Map<string, Promise<object>>();

  /** Made when it is first asked for, and anew when the shop is renamed. */
  function documentOf(about: About): Promise<object> {
    const known = made.get(about.name) ??
      import("./document.ts").then(({ apiDocument }) => apiDocument(operations, about));
    if (made.size > 10) made.clear();
    made.set(about.name, known);
    return known;
  }

  return new Hono<Env>()
    .get(paths.apiDocument(), async (c) => {
      const { services } = c.var;
      const { organization } = await services.shop.read();
      const { version, baseUrl } = services;
      const text = JSON.stringify(await documentOf({ version, baseUrl, name: organization?.name ?? "" }));
      const tag = `W/"${sha256(text).slice(0, 16)}"`;
      c.header("ETag", tag);
      c.header("Cache-Control", "public, max-age=300");
      if (c.req.header("If-None-Match") === tag) return c.body(null, 304);
      return c.body(text, 200, { "Content-Type": "application/json" });
    })
    .get(paths.apiDocs(), session, async (c) => {
      const { services: { version, baseUrl }, viewer } = c.var;
      const document = await documentOf({ version, baseUrl, name: viewer.shop.name });
      return c.html(<ApiDocsPage viewer={viewer} baseUrl={baseUrl} chapters={chaptersOf(document)} />);
    });
}
