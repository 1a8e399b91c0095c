import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ErrorPage, ErrorPanel } from "../../views/errors/pages.tsx";
import { fieldSentence, sentenceOf, text, titleOf } from "../../views/errors/text.ts";
import type { Ctx } from "../context.ts";
import { type DbFault, dbFault } from "../db/errors.ts";
import { type Locale, LOCALES } from "../lib/locale.ts";
import { AppError, ERROR_STATUS, type ErrorCode } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { errorFacts, logOf } from "../logs.ts";
import type { Env } from "./env.ts";
import { cameFrom, wantsFragment } from "./htmx.ts";
import { ownPath } from "./own_path.ts";

const log = logOf("http");

/** One table from what went wrong to what is answered: a page, a part of one, or problem+json (RFC 9457). */
export const onError: ErrorHandler<Env> = (thrown, c) => {
  if (isCutShort(thrown)) return c.body(null, 400);
  const error = asAppError(thrown);
  if (error.code === "internal") {
    log.error("Unexpected error", errorFacts(thrown));
  }
  if (error.detail.retryAfter !== undefined) c.header("Retry-After", String(error.detail.retryAfter));
  if (isApi(c)) return problem(c, error);
  if (error.code === "unauthenticated") return toSignIn(c);
  return errorPage(c, error);
};

/** The browser went elsewhere before all of its form had come: nobody hears the answer, and nothing is wrong here. */
function isCutShort(thrown: unknown): boolean {
  return thrown instanceof Deno.errors.BadResource && /read body/.test(thrown.message);
}

export function onNotFound(c: Context<Env>): Response | Promise<Response> {
  return isApi(c) ? problem(c, new AppError("not_found")) : errorPage(c, new AppError("not_found"));
}

/** problem+json (RFC 9457) with one entry per wrong field. */
export function problem(c: Context<Env>, error: AppError): Response {
  const body = problemOf(error, { locale: c.var.viewer?.locale ?? "en", requestId: c.var.requestId });
  return c.body(JSON.stringify(body), body.status as ContentfulStatusCode, {
    "Content-Type": "application/problem+json",
  });
}

export function problemOf(
  { code, detail }: AppError,
  { locale, requestId }: Pick<Ctx, "locale" | "requestId">,
) {
  return {
    type: `about:blank#${detail.reason ?? code}`,
    title: text[locale].titles[code],
    status: ERROR_STATUS[code],
    detail: sentenceOf({ code, detail }, locale),
    code: detail.reason ?? code,
    request_id: requestId,
    ...(detail.fields && {
      errors: Object.entries(detail.fields).map(([field, error]) => ({
        field,
        code: error.code,
        detail: fieldSentence(error, locale),
      })),
    }),
  };
}

function errorPage(c: Context<Env>, { code, detail }: AppError): Response | Promise<Response> {
  const { viewer, requestId } = c.var;
  const status = ERROR_STATUS[code] as ContentfulStatusCode;
  if (!viewer) return c.text(LOCALES.map((one) => bareSentence(one, { code, detail })).join("\n"), status);
  const from = c.req.method === "GET" || !c.req.header("Referer") ? null : ownPath(cameFrom(c));
  const props = { viewer, code, detail, requestId, from };
  c.header("Vary", "HX-Request");
  return c.html(wantsFragment(c) ? <ErrorPanel {...props} /> : <ErrorPage {...props} />, status);
}

/** For whom we do not know yet, in each language. */
function bareSentence(locale: Locale, error: Pick<AppError, "code" | "detail">): string {
  return `${titleOf(error, locale)}. ${sentenceOf(error, locale)}`;
}

function toSignIn(c: Context<Env>): Response {
  const { pathname, search } = new URL(c.req.url);
  const to = paths.signIn(c.req.method === "GET" ? pathname + search : cameFrom(c));
  if (!wantsFragment(c)) return c.redirect(to, 303);
  c.header("HX-Redirect", to);
  return c.body(null, 401);
}

function isApi(c: Context): boolean {
  return /^\/api(\/|$)/.test(c.req.path) || c.req.header("Accept") === "application/json";
}

const DB_CODE = {
  unique: "conflict",
  foreign_key: "conflict",
  check: "internal",
  not_null: "internal",
  unstorable: "malformed",
  busy: "unavailable",
  serialization: "unavailable",
  full: "storage_full",
  io: "unavailable",
} as const satisfies Record<Exclude<DbFault["kind"], "readonly">, ErrorCode>;

/** Of files, where the database is not asked. */
function diskFault(thrown: unknown): { kind: "full" | "io" } | null {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : null;
  if (code === "ENOSPC" || code === "EDQUOT") return { kind: "full" };
  return code === "EIO" ? { kind: "io" } : null;
}

export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof HTTPException) {
    const code = (Object.keys(ERROR_STATUS) as ErrorCode[]).find((one) =>
      ERROR_STATUS[one] === thrown.status
    );
    return new AppError(code ?? (thrown.status < 500 ? "invalid" : "internal"), { cause: thrown });
  }
  const fault = dbFault(thrown) ?? diskFault(thrown);
  if (!fault) return new AppError("internal", { cause: thrown });
  if (fault.kind === "readonly") {
    return new AppError("unavailable", { reason: "database_read_only", retryAfter: 30, cause: thrown });
  }
  const code = DB_CODE[fault.kind];
  // A lock of the database file was waited for already.
  const retryAfter = thrown instanceof Error && thrown.name === "LaneBusyError" ? 1 : 2;
  return new AppError(code, { cause: thrown, ...(code === "unavailable" ? { retryAfter } : {}) });
}
