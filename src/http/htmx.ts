import type { Context } from "hono";
import type { HtmlEscapedString } from "hono/utils/html";
import { putCookie } from "./cookies.ts";
import type { Env } from "./env.ts";

type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** True for a request that wants one part of a page. */
export function wantsFragment(c: Context): boolean {
  return c.req.header("HX-Request") === "true" && c.req.header("HX-Request-Type") !== "full" &&
    c.req.header("HX-Boosted") !== "true";
}

/**
 * Answers what changed something: htmx gets the part and a toast, a plain form is sent on (303) to the page, where the
 * toast waits.
 */
export function answer(
  c: Context<Env>,
  { to, fragment, toast, undo }: {
    to: string;
    fragment?: () => Markup;
    toast?: string;
    /** Address that takes a POST; offered with the toast where scripts are. */
    undo?: string;
  },
): Response | Promise<Response> {
  c.header("Vary", "HX-Request");
  if (!wantsFragment(c)) {
    if (toast) leaveToast(c, toast);
    return c.redirect(to, 303);
  }
  if (!fragment) {
    if (toast) leaveToast(c, toast);
    c.header("HX-Location", JSON.stringify({ path: asciiPath(to), target: "body" }));
    return c.body(null, 204);
  }
  if (toast) c.header("HX-Trigger", ascii(JSON.stringify({ toast: undo ? { text: toast, undo } : toast })));
  return c.html(fragment());
}

/** Says in a toast why something was refused, and leaves the page as it is. */
export function refuse(c: Context, sentence: string): Response {
  c.header("HX-Trigger", ascii(JSON.stringify({ toast: { text: sentence, tone: "problem" } })));
  c.header("HX-Reswap", "none");
  return c.body(null, 409);
}

/** Path and query of the page that the browser says it was on, `/` when it does not say. */
export function cameFrom(c: Context): string {
  const referer = c.req.header("Referer") ?? "";
  if (!URL.canParse(referer)) return "/";
  const { pathname, search } = new URL(referer);
  return pathname + search;
}

/** A page that is also served in part: the same address, told apart by the header. */
export function pageOrPart(
  c: Context<Env>,
  { page, part, status }: { page: () => Markup; part: () => Markup; status?: 200 | 409 | 422 },
): Response | Promise<Response> {
  c.header("Vary", "HX-Request");
  return c.html(wantsFragment(c) ? part() : page(), status ?? 200);
}

export const TOAST_COOKIE = "toast";

/** For the next page that the browser opens. */
export function leaveToast(c: Context<Env>, toast: string): void {
  putCookie(c, TOAST_COOKIE, toast, 30);
}

/** Header values are Latin-1 at most; JSON can say everything in ASCII. */
function ascii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function asciiPath(path: string): string {
  return path.replace(/[^\x21-\x7e]/g, encodeURIComponent);
}
