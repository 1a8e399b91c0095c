import type { Context } from "hono";
import { z } from "zod";
import type { Ctx } from "../context.ts";
import type { Env } from "../http/env.ts";
import { checked, jsonOf } from "../http/json_body.ts";
import { branchOf } from "../admin/shop.ts";
import { AppError, invalid, notFound } from "../lib/app_error.ts";
import { isObject, merged } from "./merge_patch.ts";
import type { Fields, Operation, Reading } from "./operation.ts";

const NOTHING = z.object({});
const MERGE_PATCH = /^application\/(merge-patch\+)?json *(;|$)/i;

/**
 * What the address, the query and the body of a request say, checked.
 * @throws AppError not_found, invalid, malformed, unsupported, version_missing, stale
 */
export async function readAsked(c: Context<Env>, operation: Operation) {
  const params = paramsOf(c, operation.params ?? NOTHING);
  const query = queryOf(c, operation.query ?? NOTHING);
  const { merge, upload } = operation;
  const body = operation.checkedBy ?? operation.body;
  if (upload) return { params, query, body: await upload.read(await fileOf(c, upload.types)), version: 0 };
  if (body === undefined) {
    await refuseBody(c);
    return { params, query, body: undefined, version: 0 };
  }
  const schema = body instanceof z.ZodType ? body : body(readingOf(c.var.ctx));
  if (!merge) return { params, query, body: checked(schema, await jsonOf(c)), version: 0 };
  const wanted = versionOf(c.req.header("If-Match"));
  const patch = await jsonOf(c, MERGE_PATCH);
  if (!isObject(patch)) throw invalid({ form: { code: "invalid" } });
  const { value, version } = await merge.onto(c.var.ctx, params);
  if (wanted !== null && wanted !== version) throw new AppError("stale");
  return { params, query, body: checked(schema, merged(value, patch)), version };
}

/** What no row can have is not found. */
function paramsOf(c: Context<Env>, schema: Fields): unknown {
  const params = c.req.param();
  const parsed = schema.safeParse(params);
  if (!parsed.success || Object.values(params).some(hasNul)) throw notFound();
  return parsed.data;
}

function queryOf(c: Context<Env>, schema: Fields): unknown {
  const given = Object.entries(c.req.queries());
  const twice = given.filter(([name, values]) => values.length > 1 && Object.hasOwn(schema.shape, name));
  if (twice.length > 0) {
    throw invalid(Object.fromEntries(twice.map(([name]) => [name, { code: "repeated" }])));
  }
  const one = given.map(([name, [first = ""]]) => [name, first] as const);
  const unreadable = one.filter(([, value]) => hasNul(value));
  if (unreadable.length > 0) {
    throw invalid(Object.fromEntries(unreadable.map(([name]) => [name, { code: "invalid" }])));
  }
  return checked(schema, Object.fromEntries(one));
}

/** No text that a shop keeps has one, and Postgres cannot be asked for it. */
function hasNul(value: string | undefined): boolean {
  return value?.includes("\0") ?? false;
}

async function fileOf(c: Context<Env>, types: readonly string[]): Promise<Blob> {
  const type = (c.req.header("Content-Type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!types.includes(type)) throw new AppError("unsupported");
  return new Blob([await c.req.arrayBuffer()], { type });
}

async function refuseBody(c: Context<Env>): Promise<void> {
  if (c.req.method === "GET" || (await c.req.arrayBuffer()).byteLength === 0) return;
  throw new AppError("malformed", { reason: "body_unexpected" });
}

/** How the branch of a token reads what it sends. */
export function readingOf({ shop, actor }: Pick<Ctx, "shop" | "actor">): Reading {
  const branch = actor.kind === "token" ? branchOf(shop, actor.branchId) : undefined;
  return {
    country: shop.settings.country,
    currency: branch?.currency ?? shop.organization?.currency ?? "ARS",
  };
}

/** Of an ETag that an answer had: the number before its dot. @throws AppError version_missing, stale */
function versionOf(header: string | undefined): number | null {
  if (header === undefined) throw new AppError("version_missing");
  if (header.trim() === "*") return null;
  const version = /^"(\d{1,15})\.[\w-]+"$/.exec(header.trim())?.[1];
  if (version === undefined) throw new AppError("stale");
  return Number(version);
}
