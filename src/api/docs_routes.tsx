import { Hono } from "hono";
import { ApiDocsPage } from "../../views/api/docs.tsx";
import { assetEdition } from "../../views/assets.ts";
import type { Viewer } from "../../views/viewer.ts";
import type { Env } from "../http/env.ts";
import { answerKept, keep, type Kept } from "../http/kept.ts";
import { session } from "../http/session.ts";
import { paths } from "../paths.ts";
import type { About } from "./document.ts";
import type { Operation } from "./operation.ts";
import { type Chapter, chaptersOf, searched } from "./reference.ts";

/** Anybody may ask for it as often as they like: the megabytes are written, hashed and compressed once. */
interface Reference {
  document: Kept;
  chapters: Chapter[];
  /** The whole page, by all that it is drawn from besides. */
  pages: Map<string, Kept>;
}

const MOST_KEPT = 12;

/** The document and its pages: open to everybody, they say nothing about the shop but its name. */
export function docsRoutes(operations: readonly Operation[]): Hono<Env> {
  const made = new Map<string, Reference>();

  /** Made when it is first asked for, and anew when the shop is renamed. */
  async function reference(about: About): Promise<Reference> {
    const { apiDocument } = await import("./document.ts");
    return keptIn(made, about.name, () => {
      const document = apiDocument(operations, about);
      return {
        document: keep(JSON.stringify(document), "application/json"),
        chapters: chaptersOf(document),
        pages: new Map(),
      };
    });
  }

  return new Hono<Env>()
    .get(paths.apiDocument(), async (c) => {
      const { services } = c.var;
      const { organization } = await services.shop.read();
      const { version, baseUrl } = services;
      const { document } = await reference({ version, baseUrl, name: organization?.name ?? "" });
      return answerKept(c, document, { caching: "public, max-age=300", vary: [] });
    })
    .get(paths.apiDocs(), session, async (c) => {
      const { services: { version, baseUrl } } = c.var;
      const viewer = anybody(c.var.viewer);
      const { chapters, pages } = await reference({ version, baseUrl, name: viewer.shop.name });
      const query = (c.req.query("q") ?? "").trim().slice(0, 100);
      const page = (found: readonly Chapter[]) => (
        <ApiDocsPage {...{ viewer, baseUrl, chapters, found, query }} />
      );
      if (query !== "") return c.html(page(searched(chapters, query)));
      const { locale, theme, shop: { accent, logo } } = viewer;
      const key = JSON.stringify({ locale, theme, accent, logo, edition: assetEdition() });
      const whole = keptIn(pages, key, () => keep(String(page(chapters)), "text/html; charset=UTF-8"));
      // Who changes the language or the theme sees it at once.
      return answerKept(c, whole, { caching: "private, no-cache", vary: ["Cookie", "Accept-Language"] });
    });
}

/** Somebody who reads it alike and sends nothing: what is drawn for one is shown to others. */
function anybody({ locale, timeZone, currency, now, path, shop, theme }: Viewer): Viewer {
  const nobody = {
    user: null,
    can: () => false,
    csrf: "",
    branch: null,
    badges: null,
    till: null,
    toast: null,
  };
  return { locale, timeZone, currency, now, path, shop, theme, ...nobody };
}

function keptIn<T>(kept: Map<string, T>, key: string, make: () => T): T {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const fresh = make();
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, fresh);
  return fresh;
}
