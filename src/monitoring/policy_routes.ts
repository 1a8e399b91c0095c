import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import type { Env } from "../http/env.ts";
import type { Services } from "../services.ts";
import { logOf } from "../logs.ts";
import { type Throttle, throttle } from "../tracking/throttle.ts";
import { noteViolation } from "./meter.ts";

const log = logOf("http");

/** More than a page has, far less than a log suffers from. */
const LIMIT = { tries: 20, windowMs: 60_000 };
const throttles = new WeakMap<Services, Throttle>();

const text = z.string().max(4_000).default("");
const line = z.number().int().nonnegative().nullish();

/** What browsers send: the Reporting API's list, and `report-uri`'s one (CSP Level 3 §5). */
const Reports = z.union([
  z.array(z.object({
    type: z.string(),
    body: z.object({
      documentURL: text,
      effectiveDirective: text,
      blockedURL: text,
      sourceFile: text.nullish(),
      lineNumber: line,
    }),
  })).max(20).transform((reports) =>
    reports.filter(({ type }) => type === "csp-violation").map(({ body }) => ({
      page: body.documentURL,
      directive: body.effectiveDirective,
      blocked: body.blockedURL,
      source: body.sourceFile ?? "",
      line: body.lineNumber,
    }))
  ),
  z.object({
    "csp-report": z.object({
      "document-uri": text,
      "effective-directive": text,
      "violated-directive": text,
      "blocked-uri": text,
      "source-file": text.nullish(),
      "line-number": line,
    }),
  }).transform(({ "csp-report": report }) => [{
    page: report["document-uri"],
    directive: report["effective-directive"] || report["violated-directive"],
    blocked: report["blocked-uri"],
    source: report["source-file"] ?? "",
    line: report["line-number"],
  }]),
]);

/** Where browsers tell what the pages' policy has kept them from (ASVS 3.4.7): counted, and in the log without a word of the address's own. */
export const policyRoutes = new Hono<Env>().post(
  "/",
  bodyLimit({ maxSize: 65_536, onError: (c) => c.body(null, 413) }),
  async (c) => {
    const { services, ip } = c.var;
    const own = throttles.get(services) ?? throttle(LIMIT);
    throttles.set(services, own);
    const wait = own.tooMany(ip, services.clock());
    if (wait !== null) return c.body(null, 429, { "Retry-After": String(wait) });
    const read = Reports.safeParse(await c.req.json().catch(() => null));
    if (!read.success) return c.body(null, 400);
    for (const { page, directive, blocked, source, line } of read.data.filter(isOurs)) {
      noteViolation();
      log.warning("A page wanted what its policy forbids", {
        directive: directive.slice(0, 60),
        blocked: placeOf(blocked),
        page: placeOf(page),
        source: placeOf(source),
        line: line ?? null,
      });
    }
    return c.body(null, 204);
  },
);

/** What an extension of the browser puts into a page is its owner's. */
function isOurs({ blocked, source }: { blocked: string; source: string }): boolean {
  return ![blocked, source].some((url) => /^[a-z-]*extension\b/.test(url));
}

/** The host and the first part of the path, since what follows may be somebody's link; `inline`, `eval` and the like as they are. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return url.slice(0, 60).replace(/[^\w-]/g, "");
  const { protocol, host, pathname } = new URL(url);
  if (!/^https?:$/.test(protocol)) return protocol;
  return pathname.startsWith("/static/") ? pathname : `${host}/${pathname.split("/")[1] ?? ""}`;
}
