import { Hono } from "hono";
import { ApiDocsPage } from "../../views/api/docs.tsx";
import type { Env } from "../http/env.ts";
import { session } from "../http/session.ts";
import { sha256 } from "../lib/token.ts";
import { paths } from "../paths.ts";
import type { About } from "./document.ts";
import type { Operation } from "./operation.ts";
import { type Chapter, chaptersOf, searched } from "./reference.ts";

/** The document and its pages: open to everybody, they say nothing about the shop but its name. */
export function docsRoutes(operations: readonly Operation[]): Hono<Env> {
  const made = new Map<string, Promise<{ document: object; chapters: Chapter[] }>>();

  /** Made when it is first asked for, and anew when the shop is renamed. */
  function reference(about: About): Promise<{ document: object; chapters: Chapter[] }> {
    const known = made.get(about.name) ??
      import("./document.ts").then(({ apiDocument }) => {
        const document = apiDocument(operations, about);
        return { document, chapters: chaptersOf(document) };
      });
    if (made.size > 10) made.clear();
    made.set(about.name, known);
    return known;
  }

  return new Hono<Env>()
    .get(paths.apiDocument(), async (c) => {
      const { services } = c.var;
      const { organization } = await services.shop.read();
      const { version, baseUrl } = services;
      const { document } = await reference({ version, baseUrl, name: organization?.name ?? "" });
      const text = JSON.stringify(document);
      const tag = `W/"${sha256(text).slice(0, 16)}"`;
      c.header("ETag", tag);
      c.header("Cache-Control", "public, max-age=300");
      if (c.req.header("If-None-Match") === tag) return c.body(null, 304);
      return c.body(text, 200, { "Content-Type": "application/json" });
    })
    .get(paths.apiDocs(), session, async (c) => {
      const { services: { version, baseUrl }, viewer } = c.var;
      const { chapters } = await reference({ version, baseUrl, name: viewer.shop.name });
      const query = (c.req.query("q") ?? "").trim().slice(0, 100);
      const found = query === "" ? chapters : searched(chapters, query);
      return c.html(<ApiDocsPage {...{ viewer, baseUrl, chapters, found, query }} />);
    });
}
