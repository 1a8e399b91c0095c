/** What a page of the reference shows of the document. */
export interface Chapter {
  tag: string;
  description: string;
  operations: ReferenceEntry[];
}

export interface ReferenceEntry {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  parameters: ReferenceField[];
  body: ReferenceField[];
  /** Of the body, as JSON text; "" for none. */
  example: string;
  answers: { status: string; text: string; fields: ReferenceField[] }[];
}

/** A parameter, or a field at its path within an object. */
export interface ReferenceField {
  name: string;
  type: string;
  required: boolean;
  text: string;
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
}

interface Media {
  schema?: Schema;
  example?: unknown;
}

interface Described {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
}

interface Document {
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Described>>;
  components?: { schemas?: Record<string, Schema> };
}

const DEEPEST = 4;

/** The document by its tags, each object as a list of its fields. */
export function chaptersOf(document: object): Chapter[] {
  const { tags, paths, components } = document as Document;
  const schemas = components?.schemas ?? {};
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      tags: described.tags,
      entry: entryOf({ path, method, described }, schemas),
    }))
  );
  return tags.map(({ name, description }) => ({
    tag: name,
    description,
    operations: all.filter(({ tags }) => tags.includes(name)).map(({ entry }) => entry),
  }));
}

function entryOf(
  { path, method, described }: { path: string; method: string; described: Described },
  schemas: Record<string, Schema>,
): ReferenceEntry {
  const media = Object.values(described.requestBody?.content ?? {})[0];
  return {
    id: described.operationId,
    method: method.toUpperCase(),
    path,
    summary: described.summary,
    description: described.description,
    parameters: (described.parameters ?? []).map((one) => ({
      name: one.name,
      type: typeOf(one.schema, schemas),
      required: one.required === true,
      text: one.schema.description ?? "",
    })),
    body: media?.schema ? fieldsOf(media.schema, schemas) : [],
    example: media?.example === undefined ? "" : JSON.stringify(media.example, null, 2),
    answers: Object.entries(described.responses).map(([status, { description, content }]) => {
      const schema = content?.["application/json"]?.schema;
      return { status, text: description, fields: schema ? fieldsOf(schema, schemas) : [] };
    }),
  };
}

function fieldsOf(schema: Schema, schemas: Record<string, Schema>, prefix = "", depth = 0): ReferenceField[] {
  const { properties, items, required = [] } = plain(schema, schemas);
  if (items) return fieldsOf(items, schemas, `${prefix}[].`.replace(".[]", "[]"), depth);
  if (!properties || depth >= DEEPEST) return [];
  return Object.entries(properties).flatMap(([name, property]) => [
    {
      name: `${prefix}${name}`,
      type: typeOf(property, schemas),
      required: required.includes(name),
      text: plain(property, schemas).description ?? "",
    },
    ...fieldsOf(property, schemas, `${prefix}${name}.`, depth + 1),
  ]);
}

/** What a schema stands for, null aside. */
function plain(schema: Schema, schemas: Record<string, Schema>): Schema {
  const { $ref, anyOf } = schema;
  if ($ref) return { ...plain(schemas[$ref.split("/").at(-1) ?? ""] ?? {}, schemas), ...described(schema) };
  const one = anyOf?.find(({ type }) => type !== "null");
  return one ? { ...plain(one, schemas), ...described(schema) } : schema;
}

function described({ description }: Schema): Pick<Schema, "description"> {
  return description === undefined ? {} : { description };
}

function typeOf(schema: Schema, schemas: Record<string, Schema>): string {
  const { type, format, items, enum: words } = plain(schema, schemas);
  const nullable = schema.anyOf?.some((one) => one.type === "null") ? " | null" : "";
  if (words) return words.map(String).join(" | ") + nullable;
  if (items) return `${typeOf(items, schemas)}[]${nullable}`;
  return `${[type ?? "object"].flat().join(" | ")}${format ? ` (${format})` : ""}${nullable}`;
}
