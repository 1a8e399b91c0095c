import { type Context, Hono } from "hono";
import { SearchPage } from "../../views/search/page.tsx";
import { Suggestions } from "../../views/search/suggestions.tsx";
import type { Env } from "../http/env.ts";
import { wantsFragment } from "../http/htmx.ts";
import { cursorParam } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { KIND_PARAM, SEARCH_KINDS, type SearchKind } from "./kinds.ts";
import { namedBy, search, slipsNamed, type Target } from "./queries.ts";

const LONGEST = 200;
const SUGGESTED = 6;
const SHOWN_TOGETHER = 10;
const SHOWN_ALONE = 50;

const MAY_SEE = {
  orders: "orders.read",
  clients: "clients.read",
  devices: "devices.read",
  parts: "parts.read",
} as const;

/** A number, serial or link in full leads straight there unless a kind (`tipo`) is asked for; `scan=1` says it is a code. */
export const searchRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const text = (c.req.query("q") ?? "").slice(0, LONGEST).trim();
    const kinds = SEARCH_KINDS.filter((kind) => viewer.can(MAY_SEE[kind]));
    c.header("Vary", "HX-Request");
    if (wantsFragment(c)) {
      const found = await search(ctx, { text, kinds, limit: SUGGESTED });
      const slips = kinds.includes("orders") && found.orders.rows.length === 0
        ? await slipsNamed(ctx, text)
        : [];
      return c.html(<Suggestions viewer={viewer} query={text} found={found} slips={slips} />);
    }
    const target = c.req.query("tipo") === undefined ? await namedBy(ctx, { text, kinds }) : null;
    if (target) return c.redirect(addressOf(target), 303);
    const only = asked(c, kinds);
    const after = only ? cursorParam.parse(c.req.query("desde")) : undefined;
    const limit = only ? SHOWN_ALONE : SHOWN_TOGETHER;
    const found = await search(ctx, { text, kinds: only ? [only] : kinds, limit, after });
    return c.html(
      <SearchPage
        viewer={viewer}
        query={text}
        kinds={kinds}
        only={only}
        found={found}
        scanned={c.req.query("scan") === "1"}
        older={after !== undefined}
      />,
    );
  });

function addressOf(target: Target): string {
  switch (target.kind) {
    case "order":
      return paths.order(target.number);
    case "slip":
      return paths.slip(target.number);
    case "device":
      return paths.device(target.id);
    case "part":
      return paths.part(target.id);
  }
}

function asked(c: Context, kinds: readonly SearchKind[]): SearchKind | null {
  return kinds.find((kind) => KIND_PARAM[kind] === c.req.query("tipo")) ?? null;
}
