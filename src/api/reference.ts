import { fold } from "../lib/fold.ts";
import { fieldsOf, plain, type ReferenceField, type Schema, type Schemas, typeOf } from "./schema_fields.ts";
import type { ApiTag } from "./tags.ts";

/** What a page of the reference shows of the document. */
export interface Chapter {
  tag: ApiTag;
  description: string;
  operations: ReferenceEntry[];
  /** What is sent to others by itself. */
  events: ReferenceEvent[];
}

export interface ReferenceEntry {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  /** What a token needs for it; "" for nothing. */
  scope: string;
  parameters: ReferenceParameter[];
  body: ReferenceField[];
  /** Of the body, as JSON text; "" for none. */
  example: string;
  /** Of success, the usual one first. */
  answers: ReferenceAnswer[];
  refusals: { status: string; text: string }[];
}

export interface ReferenceAnswer {
  status: string;
  text: string;
  fields: ReferenceField[];
}

export interface ReferenceEvent {
  type: string;
  summary: string;
  fields: ReferenceField[];
  /** As JSON text. */
  example: string;
}

export interface ReferenceParameter extends ReferenceField {
  place: "path" | "query" | "header";
}

interface Media {
  schema?: Schema;
  example?: unknown;
}

interface Described {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: ReferenceParameter["place"]; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
}

interface Document {
  tags: { name: ApiTag; description: string }[];
  paths: Record<string, Record<string, Described>>;
  webhooks?: Record<string, { post: Described }>;
  components?: { schemas?: Record<string, Schema> };
}

/** The document by its tags, each object as a list of its fields; what is sent to others stands with the feed of it. */
export function chaptersOf(document: object): Chapter[] {
  const { tags, paths, webhooks = {}, components } = document as Document;
  const schemas = components?.schemas ?? {};
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      tags: described.tags,
      entry: entryOf({ path, method, described }, schemas),
    }))
  );
  const events = Object.entries(webhooks).map(([type, { post }]) => eventOf(type, post, schemas));
  return tags.map(({ name, description }) => ({
    tag: name,
    description,
    operations: all.filter(({ tags }) => tags.includes(name)).map(({ entry }) => entry),
    events: name === "events" ? events : [],
  })).filter(hasAny);
}

/** What holds each word that was typed, case and accents aside. */
export function searched(chapters: readonly Chapter[], typed: string): Chapter[] {
  const words = fold(typed).split(/\s+/).filter((word) => word !== "");
  const holds = (...texts: string[]) => {
    const text = fold(texts.join(" "));
    return words.every((word) => text.includes(word));
  };
  return chapters.map((chapter) => ({
    ...chapter,
    operations: chapter.operations.filter((one) =>
      holds(one.id, one.method, one.path, one.summary, one.description, one.scope, ...namesIn(one))
    ),
    events: chapter.events.filter(({ type, summary }) => holds(type, summary)),
  })).filter(hasAny);
}

function hasAny({ operations, events }: Chapter): boolean {
  return operations.length + events.length > 0;
}

function namesIn({ parameters, body }: ReferenceEntry): string[] {
  return [...parameters, ...body].map(({ name }) => name);
}

function entryOf(
  { path, method, described }: { path: string; method: string; described: Described },
  schemas: Schemas,
): ReferenceEntry {
  const scope = described.security?.[0]?.token?.[0] ?? "";
  const answers = Object.entries(described.responses);
  const isSuccess = ([status]: [string, unknown]) => status.startsWith("2");
  return {
    id: described.operationId,
    method: method.toUpperCase(),
    path,
    summary: described.summary,
    description: (described.description ?? "").replace(/(^|\n\n)Scope: `[^`]*`\.$/, ""),
    scope,
    parameters: (described.parameters ?? []).map((one) => ({
      name: one.name,
      place: one.in,
      type: typeOf(one.schema, schemas),
      required: one.required === true,
      text: plain(one.schema, schemas).description ?? "",
    })),
    ...sentIn(described, schemas),
    answers: answers.filter(isSuccess).map(([status, { description, content }]) => {
      const schema = content?.["application/json"]?.schema;
      return { status, text: description, fields: schema ? fieldsOf(schema, schemas) : [] };
    }),
    refusals: answers.filter((answer) => !isSuccess(answer))
      .map(([status, { description }]) => ({ status, text: description })),
  };
}

function eventOf(type: string, described: Described, schemas: Schemas): ReferenceEvent {
  const { body: fields, example } = sentIn(described, schemas);
  return { type, summary: described.summary, fields, example };
}

function sentIn({ requestBody }: Described, schemas: Schemas) {
  const media = Object.values(requestBody?.content ?? {})[0];
  return {
    body: media?.schema ? fieldsOf(media.schema, schemas) : [],
    example: media?.example === undefined ? "" : JSON.stringify(media.example, null, 2),
  };
}
