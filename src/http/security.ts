import type { Context, MiddlewareHandler } from "hono";
import { AppError } from "../lib/app_error.ts";
import { hmac, sameText } from "../lib/token.ts";
import { paths } from "../paths.ts";
import { readCookie } from "./cookies.ts";
import type { Env } from "./env.ts";

const YEAR = 31_536_000;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "frame-src 'self'",
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  `report-uri ${paths.policyReports()}`,
  "report-to policy",
].join("; ");

const HEADERS = {
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "SAMEORIGIN",
  "Content-Security-Policy": POLICY,
  "Reporting-Endpoints": `policy="${paths.policyReports()}"`,
  "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
};

/** What programs are told is never shown as a page, so what a page may do need not be said (OWASP REST Security Cheat Sheet). */
const DATA_HEADERS = {
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
};

/**
 * No inline script or style anywhere, nothing from another origin, nobody frames us. Set before the handler runs: one that
 * answers another kind of document (a mail, a drawing) names its own policy, and no answer has to be taken apart again.
 */
export function headers(https: boolean): MiddlewareHandler {
  const transport = https ? { "Strict-Transport-Security": `max-age=${YEAR}; includeSubDomains` } : {};
  const ofPages = Object.entries({ ...HEADERS, ...transport });
  const ofData = Object.entries({ ...DATA_HEADERS, ...transport });
  return (c, next) => {
    const { path } = c.req;
    const isData = path.startsWith("/api/") && !path.startsWith(paths.apiDocs());
    for (const [name, value] of isData ? ofData : ofPages) c.header(name, value);
    return next();
  };
}

/**
 * Refuses a Host that is not ours (DNS rebinding): the configured one, this machine's names, or an IP address, which no
 * foreign name server can point at us.
 */
export function knownHost(baseUrl: string): MiddlewareHandler<Env> {
  const own = new URL(baseUrl).host;
  return async (c, next) => {
    const host = c.req.header("Host") ?? new URL(c.req.url).host;
    const name = host.replace(/:\d+$/, "");
    const known = host === own || name === "localhost" || /^\[[\da-f:]+\]$/i.test(name) ||
      /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
    if (!known) return c.text("Misdirected request", 421);
    await next();
  };
}

const METHODS = ["GET", "HEAD", "POST"];

/** What pages and files take; nothing else does anything there (ASVS 4.1.4, 13.4.4). Each operation of the API says its own. */
export const knownMethods: MiddlewareHandler<Env> = async (c, next) => {
  if (METHODS.includes(c.req.method) || c.req.path.startsWith("/api/")) return await next();
  return c.text("Method not allowed", 405, { Allow: METHODS.join(", ") });
};

/** Cookie of a visitor without a session, so that sign-in and set-up forms carry a token as well. */
export const VISIT_COOKIE = "visit";

const MOST_TOKENS = 1_000;
const tokens = new Map<string, string>();

/** The same for every page of a session, so it is worked out once. */
export function csrfToken(secretKey: string, holder: string): string {
  const key = `${secretKey} ${holder}`;
  const known = tokens.get(key);
  if (known !== undefined) return known;
  const made = hmac(secretKey, `csrf ${holder}`);
  if (tokens.size >= MOST_TOKENS) tokens.clear();
  tokens.set(key, made);
  return made;
}

/**
 * Every unsafe request must come from our own pages: Sec-Fetch-Site says same-origin, or (plain http, old browsers) Origin
 * names the host that was asked; and the form or the header carries the session's token.
 */
export const ownForms: MiddlewareHandler<Env> = async (c, next) => {
  if (["GET", "HEAD", "OPTIONS"].includes(c.req.method)) return await next();
  if (!sameOrigin(c.req.header("Sec-Fetch-Site"), c.req.header("Origin"), c.req.header("Host"))) {
    throw new AppError("forbidden", { reason: "foreign_form" });
  }
  if (!isOwnToken(c, c.req.header("X-CSRF-Token") ?? await formToken(c))) {
    throw new AppError("forbidden", { reason: "stale_form" });
  }
  await next();
};

/** Whether a form's token is that of the session (or of its id before the last change of role), or of the visitor. */
export function isOwnToken(c: Context<Env>, given: string): boolean {
  const { signedIn, services: { secretKey } } = c.var;
  const holders = signedIn ? [signedIn.sessionId, signedIn.formerId] : [readCookie(c, VISIT_COOKIE)];
  return holders.some((holder) => holder && sameText(given, csrfToken(secretKey, holder)));
}

export function sameOrigin(
  site: string | undefined,
  origin: string | undefined,
  host: string | undefined,
): boolean {
  if (site) return site === "same-origin";
  if (!origin || !host || !URL.canParse(origin)) return false;
  return new URL(origin).host === host;
}

async function formToken(c: Context): Promise<string> {
  const type = c.req.header("Content-Type") ?? "";
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type)) return "";
  const value = (await c.req.formData()).get("_csrf");
  return typeof value === "string" ? value : "";
}
