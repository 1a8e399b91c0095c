import { z } from "zod";
import type { Permission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Expansion } from "./expand.ts";
import type { Key } from "../http/idempotency_keys.ts";
import type { ErrorCode } from "../lib/app_error.ts";
import type { ApiScope } from "../tokens/scope.ts";
import type { ApiTag } from "./tags.ts";

/** On what the reading of a body depends, as the form's own schemas do. */
export interface Reading {
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** ISO 4217, of the branch that the token works in. */
  currency: string;
}

export type Fields = z.ZodObject<z.ZodRawShape>;
export type BodySchema<B extends z.ZodType = z.ZodType> = B | ((reading: Reading) => B);

/** What a handler is given: all of it checked. */
export interface Asked<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  /** Of a post: a UUID for what it makes. Its commands are one transaction, with the answer that the Idempotency-Key keeps. */
  key: string;
  /** Of a post in parts: what each part's answer is kept under. */
  under: Key | null;
  /** Of a PATCH: the version of the row that it was merged onto. */
  version: number;
}

/** What a handler answers with. */
export interface Reply<R> {
  body: R;
  /** One of the operation's statuses, the first where it is left out. */
  status?: number;
  /** Address of what was made. */
  location?: string;
  /** Cursor of the next page, null on the last one. */
  next?: string | null;
  /** Of the row, for the ETag. */
  version?: number;
}

export interface Merge<P> {
  /** The row in the form in which it comes in, with the version that If-Match is held against. @throws AppError not_found */
  onto(ctx: Ctx, params: P): Promise<{ value: unknown; version: number }>;
  /** The conflict with which the command tells that somebody saved meanwhile: 412 to a program. */
  stale: string;
}

/** A file that comes in as it is. */
export interface Upload<B> {
  /** Media types, as the Content-Type says them. */
  types: readonly string[];
  /** @throws AppError invalid with the field `file` */
  read(file: Blob): Promise<B>;
}

/** Bytes instead of JSON. */
export interface FileReply {
  bytes: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;
  type: string;
  name: string;
}

/**
 * One operation of the API, said once: its address and scope, the schemas that its request is checked by and its answer is
 * described by, and what it does. The routes, the checks, the document and the contract test are all made from it.
 */
export interface Declaration<P extends Fields, Q extends Fields, B extends z.ZodType, R extends z.ZodType> {
  /** Unique, as generated clients name it. */
  id: string;
  method: "get" | "post" | "patch" | "put" | "delete";
  /** From `paths`, with `{name}` for each parameter. */
  path: string;
  tag: ApiTag;
  scope: ApiScope;
  /** What else whoever answers for the token must be allowed, where the scope opens more than this. */
  permission?: Permission;
  summary: string;
  description?: string;
  params?: P;
  query?: Q;
  body?: BodySchema<B>;
  /** Of a POST whose body is a file instead of JSON: it is read before the transaction begins, to what `body` is a schema of. */
  upload?: Upload<z.input<B>>;
  /** Of the body. */
  example?: Partial<z.input<B>>;
  /** Of success; the first one is the usual one. 200, or 201 for what has a `created`. */
  statuses?: readonly number[];
  answer: { text: string; schema: R } | { text: string; file: readonly string[] };
  /** What else it may refuse for, beyond what every operation may. */
  refuses?: readonly ErrorCode[];
  /** Fields that the command calls otherwise than the JSON: their names there, by its own. */
  names?: Readonly<Record<string, string>>;
  /** Of a PATCH: what it is merged onto (RFC 7396) before the body's schema checks the whole. */
  merge?: Merge<z.output<P>>;
  /** Of a GET: what `expand` may name, for the answer's object or each of its rows. */
  expand?: Readonly<Record<string, Expansion<RowOf<z.input<R>>>>>;
  /** Of a GET that leaves a trace: all that a HEAD does, which leaves none. @throws AppError where the GET would */
  head?(ctx: Ctx, params: z.output<P>): Promise<void>;
  /** A post that is no transaction of its own, or several. */
  inParts?: true;
  handle(
    ctx: Ctx,
    asked: Asked<z.output<P>, z.output<Q>, z.output<B>>,
  ): Promise<Reply<z.input<R>> | FileReply>;
}

type RowOf<Body> = Body extends readonly (infer Row)[] ? Row : Body;

/** An operation of any kind, as the routes and the document see it. */
export interface Operation extends
  Omit<
    Declaration<Fields, Fields, z.ZodType, z.ZodType>,
    "handle" | "example" | "merge" | "expand" | "upload" | "head"
  > {
  example?: unknown;
  upload?: Upload<unknown>;
  merge?: Merge<unknown>;
  expand?: Readonly<Record<string, Expansion<unknown>>>;
  /** Checks a body of which the handler checks the rest; `body` is then only what the document says of it. */
  checkedBy?: z.ZodType;
  head?(ctx: Ctx, params: unknown): Promise<void>;
  handle(ctx: Ctx, asked: Asked<unknown, unknown, unknown>): Promise<Reply<unknown> | FileReply>;
}

/** Lets a declaration's handler be typed by its schemas. The path loses its last slash: addresses are the same with it and without. */
export function operation<P extends Fields, Q extends Fields, B extends z.ZodType, R extends z.ZodType>(
  declared: Declaration<P, Q, B, R>,
): Operation {
  const { handle, merge, head, body, ...rest } = declared;
  return {
    ...rest,
    ...body && { body: body instanceof z.ZodType ? body : madeOnce(body) },
    ...head && { head: (ctx, params) => head(ctx, params as z.output<P>) },
    ...merge && { merge: { ...merge, onto: (ctx, params) => merge.onto(ctx, params as z.output<P>) } },
    path: declared.path.replace(/(?<=.)\/$/, ""),
    // What it is given was checked by these very schemas.
    handle: (ctx, asked) => handle(ctx, asked as Asked<z.output<P>, z.output<Q>, z.output<B>>),
  };
}

/** To make a schema costs several times what checking by it does: one is kept for each country and currency. */
export function madeOnce<S extends z.ZodType>(make: (reading: Reading) => S): (reading: Reading) => S {
  const made = new Map<string, S>();
  return (reading) => {
    const of = `${reading.country} ${reading.currency}`;
    const schema = made.get(of) ?? make(reading);
    made.set(of, schema);
    return schema;
  };
}

/** The media types that an operation answers with when it does what it is asked. */
export function answerTypes({ answer }: Operation): readonly string[] {
  return "schema" in answer ? ["application/json"] : answer.file;
}
