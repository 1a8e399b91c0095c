import type { Context, Hono, MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { accepts } from "../http/accept.ts";
import { requireScope } from "../http/bearer.ts";
import type { Env } from "../http/env.ts";
import { answerOnce, holdingKey } from "../http/idempotency.ts";
import type { Key } from "../http/idempotency_keys.ts";
import { AppError } from "../lib/app_error.ts";
import { sha256 } from "../lib/token.ts";
import { readAsked } from "./asked.ts";
import { CSV, isList, listAsCsv, wantsCsv } from "./csv.ts";
import { expandedOf, wantedExpansions } from "./expand.ts";
import { answerTypes, type FileReply, type Operation, type Reply } from "./operation.ts";
import { shaped, withFields } from "./sparse.ts";

/** Gives every operation its route, and every address of theirs a 405 for what it does not take. */
export function serve(app: Hono<Env>, operations: readonly Operation[]): void {
  const allowed = new Map<string, string[]>();
  // An address of its own before one that a parameter would fit as well.
  const inOrder = operations.toSorted((a, b) => Number(a.path.includes("{")) - Number(b.path.includes("{")));
  for (const operation of inOrder) {
    const path = routePath(operation);
    allowed.set(path, [...allowed.get(path) ?? [], operation.method.toUpperCase()]);
    app.on(operation.method, [path], ...route(operation));
  }
  for (const [path, methods] of allowed) app.all(path, onlyThese(methods));
}

/** `/api/ordenes/{number}` as a route says it. */
function routePath({ path }: Operation): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

function route(operation: Operation): MiddlewareHandler<Env>[] {
  const read = reading(operation);
  const types = [...answerTypes(operation), ...isList(operation) ? [CSV] : [], "application/problem+json"];
  const entry: MiddlewareHandler<Env> = async (c, next) => {
    c.set("apiPath", operation.path);
    requireScope(c.var.ctx.actor, operation.scope);
    if (operation.permission) requirePermission(c.var.ctx.actor, operation.permission);
    if (!accepts(c.req.header("Accept"), types)) throw new AppError("not_acceptable");
    await next();
  };
  const { method, inParts } = operation;
  const handler = async (c: Context<Env>) => {
    const asked = await readAsked(c, read());
    if (c.req.method === "HEAD" && operation.head) return await headAnswer(c, operation, asked.params);
    const { fields, expand, ...query } = asked.query as { fields?: string; expand?: string };
    if (wantsCsv(operation, c.req.header("Accept"))) {
      const csv = { asked: { ...asked, query, key: "", under: null }, fields, expand, filter: c.req.query() };
      return await csvAnswer(c, operation, await listAsCsv(c.var.ctx, operation, csv));
    }
    const wanted = wantedExpansions(c.var.ctx, operation, expand);
    async function answer(ctx: Ctx, { key = "", under = null }: { key?: string; under?: Key | null }) {
      const given = { ...asked, query, key, under };
      const reply = await asProgram(operation, () => operation.handle(ctx, given));
      if ("bytes" in reply) return fileAnswer(c, reply);
      const expanded = await expandedOf(ctx, operation, { wanted, body: reply.body });
      return jsonAnswer(c, reply, { operation, fields, expanded });
    }
    if (method !== "post") return await answer(c.var.ctx, {});
    if (inParts) return await holdingKey(c, (under) => answer(c.var.ctx, { under }));
    return await answerOnce(c, (ctx, key) => answer(ctx, { key }));
  };
  return [entry, handler];
}

const readings = new WeakMap<Operation, Operation>();

/** The operation as its requests are read: to make each one's schema costs more than the rest of the API's start. */
function reading(operation: Operation): () => Operation {
  return () => {
    const made = readings.get(operation) ?? { ...operation, query: withFields(operation) };
    readings.set(operation, made);
    return made;
  };
}

/** A change that came too late is refused with the status of its precondition, and fields by their names in the JSON. */
async function asProgram<T>({ merge, names }: Operation, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (merge && error.detail.reason === merge.stale) throw new AppError("stale", { cause: error });
    const { fields } = error.detail;
    if (!names || !fields) throw error;
    const inJson = (path: string) => path.replace(/[^.]+$/, (name) => names[name] ?? name);
    const told = Object.entries(fields).map(([path, wrong]) => [inJson(path), wrong]);
    throw new AppError(error.code, { ...error.detail, fields: Object.fromEntries(told) });
  }
}

interface Shape {
  operation: Operation;
  fields: string | undefined;
  expanded: readonly object[] | null;
}

function jsonAnswer(c: Context<Env>, reply: Reply<unknown>, { operation, ...shape }: Shape): Response {
  const status = reply.status ?? operation.statuses?.[0] ?? 200;
  if (reply.location !== undefined) c.header("Location", reply.location);
  if (reply.next !== undefined) linkPages(c, reply.next);
  if (reply.body === undefined) return c.body(null, 204);
  const text = JSON.stringify(shaped(operation, reply.body, shape));
  const tag = entityTag(text, reply.version);
  const reads = operation.method === "get";
  if (reads || reply.version !== undefined) c.header("ETag", tag);
  if (reads && isKnown(c.req.header("If-None-Match"), tag)) return c.body(null, 304);
  return c.body(text, status as ContentfulStatusCode, { "Content-Type": "application/json" });
}

/** Of a row, its version and what of the rest was told; of a list, only that. */
function entityTag(text: string, version: number | undefined): string {
  const told = sha256(text).slice(0, 16);
  return version === undefined ? `W/"${told}"` : `"${version}.${told}"`;
}

function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const opaque = (text: string) => text.trim().replace(/^W\//, "");
  return header.trim() === "*" || header.split(",").some((one) => opaque(one) === opaque(tag));
}

function fileAnswer(c: Context<Env>, { bytes, type, name }: FileReply): Response {
  c.header("Content-Type", type);
  c.header("Content-Disposition", `attachment; filename="${name}"`);
  return c.body(bytes);
}

async function headAnswer(c: Context<Env>, operation: Operation, params: unknown): Promise<Response> {
  await operation.head?.(c.var.ctx, params);
  const [type = ""] = answerTypes(operation);
  return c.body(null, 200, { "Content-Type": type });
}

async function csvAnswer(
  c: Context<Env>,
  { tag }: Operation,
  rows: ReadableStream<Uint8Array>,
): Promise<Response> {
  const unread = c.req.method === "HEAD";
  if (unread) await rows.cancel();
  const headers = {
    "Content-Type": `${CSV}; charset=utf-8; header=present`,
    "Content-Disposition": `attachment; filename="${tag}.csv"`,
  };
  return unread ? c.body(null, 200, headers) : c.body(rows, 200, headers);
}

/** Where the list goes on, and where it began (RFC 8288). */
function linkPages(c: Context<Env>, next: string | null): void {
  const query = new URLSearchParams(c.req.query());
  // With or without its last slash, as it was asked; a `URL` would cost a fiftieth of the request.
  const [, path = ""] = /^\w+:\/\/[^/]*(\/[^?]*)/.exec(c.req.url) ?? [];
  const link = (rel: string) => {
    const text = query.toString();
    return `<${c.var.services.baseUrl}${path}${text === "" ? "" : `?${text}`}>; rel="${rel}"`;
  };
  const links: string[] = [];
  const continued = query.has("cursor");
  if (next !== null) {
    query.set("cursor", next);
    links.push(link("next"));
  }
  query.delete("cursor");
  if (continued) links.push(link("first"));
  if (links.length > 0) c.header("Link", links.join(", "));
}

function onlyThese(methods: readonly string[]): MiddlewareHandler<Env> {
  const allow = [...methods, ...methods.includes("GET") ? ["HEAD"] : []].join(", ");
  return (c) => {
    c.header("Allow", allow);
    throw new AppError("method_not_allowed");
  };
}
