import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { z } from "zod";
import { ERROR_STATUS, type ErrorCode } from "../lib/app_error.ts";
import { API_SCOPES } from "../tokens/scope.ts";
import { CSV, isList } from "./csv.ts";
import { answerSchema } from "./expand.ts";
import { answerTypes, type Operation, type Reading } from "./operation.ts";
import { Problem } from "./shapes.ts";
import { withFields } from "./sparse.ts";
import { API_TAGS } from "./tags.ts";
import { WEBHOOKS } from "./webhooks_document.ts";

/** Whose reading of phones and amounts the document describes; no schema's shape depends on it. */
const NOMINAL: Reading = { country: "AR", currency: "ARS" };

export interface About {
  version: string;
  /** Public address of the shop. */
  baseUrl: string;
  name: string;
}

/** The OpenAPI 3.1 document of these operations, from the very schemas that check them. */
export function apiDocument(operations: readonly Operation[], { version, baseUrl, name }: About) {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: described(operation) };
  }
  const document = createDocument({
    openapi: "3.1.1",
    info: {
      title: `Reparo · ${name}`,
      version,
      description: ABOUT,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: baseUrl }],
    security: [{ token: [] }],
    tags: API_TAGS.map(([tag, description]) => ({ name: tag, description })),
    paths,
    webhooks: WEBHOOKS,
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: `A token made at /admin/claves, with these scopes at will: ${API_SCOPES.join(", ")}`,
        },
      },
    },
  }, { override: asItComes });
  for (const { path, merge } of operations) {
    if (merge) describePatch(document.paths?.[path]?.patch?.requestBody);
  }
  return document;
}

const ABOUT_CSV =
  "With the scope `lists:export`: the list from `cursor` to its end, a column for each field, `limit` aside";

/** What comes in may have no field beyond those described. */
function asItComes({ jsonSchema, io }: { jsonSchema: object; io: "input" | "output" }): void {
  const schema: { type?: unknown; properties?: unknown; additionalProperties?: unknown } = jsonSchema;
  if (io === "input" && schema.type === "object" && schema.properties) schema.additionalProperties = false;
}

function described(operation: Operation): ZodOpenApiOperationObject {
  const { id, tag, scope, summary, params, answer, method } = operation;
  const query = withFields(operation);
  const statuses = operation.statuses ?? [200];
  const schema = answerSchema(operation) ?? { type: "string" as const };
  const csv = isList(operation)
    ? { [CSV]: { schema: { type: "string" as const, description: ABOUT_CSV } } }
    : {};
  const content = {
    ...Object.fromEntries(answerTypes(operation).map((type) => [type, { schema }])),
    ...csv,
  };
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [operation.description, `Scope: \`${scope}\`.`].filter(Boolean).join("\n\n"),
    security: [{ token: [scope] }],
    requestParams: {
      ...params && { path: params },
      ...Object.keys(query.shape).length > 0 && { query },
      ...headersOf(operation),
    },
    ...bodyOf(operation),
    responses: {
      ...Object.fromEntries(statuses.map((status) => [status, {
        description: answer.text,
        headers: ANSWER_HEADERS[method === "get" && "limit" in query.shape ? "list" : "one"],
        ...status !== 204 && { content },
      }])),
      ...method === "get" && { 304: { description: "What If-None-Match names is still so" } },
      ...Object.fromEntries(
        refusalsOf(operation).map((code) => [ERROR_STATUS[code], {
          description: REFUSALS[code] ?? "Refused",
          content: { "application/problem+json": { schema: Problem } },
        }]),
      ),
    },
  };
}

function bodyOf({ body, merge, upload, example }: Operation): Partial<ZodOpenApiOperationObject> {
  if (body === undefined) return {};
  if (upload) {
    const media = { schema: { type: "string" as const, format: "binary" } };
    return {
      requestBody: { required: true, content: Object.fromEntries(upload.types.map((type) => [type, media])) },
    };
  }
  const schema = body instanceof z.ZodType ? body : body(NOMINAL);
  const types = merge ? ["application/merge-patch+json", "application/json"] : ["application/json"];
  const media = { schema, ...example !== undefined && { example } };
  return { requestBody: { required: true, content: Object.fromEntries(types.map((type) => [type, media])) } };
}

/** Of a merge patch, every field may be left out, and null clears what needs no value. */
function describePatch(body: PatchBody | undefined): void {
  if (!body || !("content" in body)) return;
  for (const media of new Set(Object.values(body.content ?? {}))) {
    if (!("schema" in media) || typeof media.schema !== "object" || !("properties" in media.schema)) continue;
    const { required: _, properties = {}, ...rest } = media.schema;
    media.schema = {
      ...rest,
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, orNull(property)]),
      ),
    };
  }
}

type Described = ReturnType<typeof createDocument>;
type PatchBody = NonNullable<NonNullable<NonNullable<Described["paths"]>[string]["patch"]>["requestBody"]>;

function orNull(property: unknown) {
  const { default: _, ...rest } = property as { default?: unknown };
  return { anyOf: [rest, { type: "null" as const }] };
}

function headersOf({ method, merge }: Operation): { header?: z.ZodObject } {
  if (merge) {
    return {
      header: z.object({ "If-Match": z.string().meta({ description: "ETag of what was read last" }) }),
    };
  }
  if (method === "post") {
    const key = z.string().max(255).optional().meta({
      description: "The same again within 24 hours gets the first answer and makes nothing twice",
    });
    return { header: z.object({ "Idempotency-Key": key }) };
  }
  return method === "get"
    ? {
      header: z.object({ "If-None-Match": z.string().optional().meta({ description: "ETag of an answer" }) }),
    }
    : {};
}

const ANSWER_HEADERS = {
  one: { ETag: { description: "For If-None-Match and If-Match", schema: { type: "string" as const } } },
  list: {
    ETag: { description: "For If-None-Match", schema: { type: "string" as const } },
    Link: { description: "rel=next and rel=first (RFC 8288)", schema: { type: "string" as const } },
  },
};

/** What every operation of its kind may refuse for, and what this one may beyond that. */
export function refusalsOf({ method, body, query, merge, params, refuses = [] }: Operation): ErrorCode[] {
  const codes = new Set<ErrorCode>([
    "unauthenticated",
    "forbidden",
    "not_acceptable",
    "too_many",
    ...refuses,
  ]);
  if (query || method === "get" || body) codes.add("invalid");
  if (params) codes.add("not_found");
  if (method !== "get") { for (const code of ["malformed", "too_large"] as const) codes.add(code); }
  if (body) codes.add("unsupported");
  if (method === "post") { for (const code of ["conflict", "invalid"] as const) codes.add(code); }
  if (merge) { for (const code of ["stale", "version_missing"] as const) codes.add(code); }
  return [...codes].sort((a, b) => ERROR_STATUS[a] - ERROR_STATUS[b]);
}

const REFUSALS: Partial<Record<ErrorCode, string>> = {
  malformed: "No JSON, not UTF-8, a name twice, or a header that cannot be read",
  unauthenticated: "No token, or one that opens nothing",
  forbidden: "The token lacks a scope",
  not_found: "There is no such row",
  not_acceptable: "`Accept` lets none of the documented types through",
  conflict: "It cannot be done as things stand; `code` says why",
  stale: "Somebody saved since the version in If-Match",
  too_large: "The body is larger than allowed",
  unsupported: "Another Content-Type is needed",
  invalid: "`errors` names each wrong field",
  version_missing: "If-Match is missing",
  too_many: "Wait for Retry-After",
};

const ABOUT = `Everything that the shop's screens can do, for programs.

- **Amounts** are whole minor units with their currency. **Quantities** are whole thousandths. **Instants** are RFC 3339 in UTC.
- **Lists** go on at the \`rel="next"\` of their \`Link\` header; a cursor is handed back unread.
- **Errors** are problem+json (RFC 9457); programs tell them by \`code\`, fields by \`errors[].field\`.
- **Unknown fields and parameters** are refused and named.
- **Idempotency-Key** on every POST: send the same again after a lost answer.
- **If-Match** on every PATCH, with the ETag of what was read last.
- **Limits** are told by \`RateLimit\` and \`RateLimit-Policy\`; after a 429 wait for \`Retry-After\`.`;
