import { Hono } from "hono";
import { ApiDocsPage } from "../../views/api/docs.tsx";
import type { Env } from "../http/env.ts";
import { session } from "../http/session.ts";
import { sha256 } from "../lib/token.ts";
import { paths } from "../paths.ts";
import type { About } from "./document.ts";
import type { Operation } from "./operation.ts";
import { type Chapter, chaptersOf, searched } from "./reference.ts";

/** Anybody may ask for it as often as they like: the megabyte is written and hashed once. */
interface Reference {
  text: string;
  tag: string;
  chapters: Chapter[];
}

/** The document and its pages: open to everybody, they say nothing about the shop but its name. */
export function docsRoutes(operations: readonly Operation[]): Hono<Env> {
  const made = new Map<string, Reference>();

  /** Made when it is first asked for, and anew when the shop is renamed. */
  async function reference(about: About): Promise<Reference> {
    const known = made.get(about.name);
    if (known) return known;
    const { apiDocument } = await import("./document.ts");
    const document = apiDocument(operations, about);
    const text = JSON.stringify(document);
    const fresh = { text, tag: `W/"${sha256(text).slice(0, 16)}"`, chapters: chaptersOf(document) };
    if (made.size > 10) made.clear();
    made.set(about.name, fresh);
    return fresh;
  }

  return new Hono<Env>()
    .get(paths.apiDocument(), async (c) => {
      const { services } = c.var;
      const { organization } = await services.shop.read();
      const { version, baseUrl } = services;
      const { text, tag } = await reference({ version, baseUrl, name: organization?.name ?? "" });
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
