/** A schema of the document, as far as the reference reads it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
}

export type Schemas = Record<string, Schema>;

/** A field at its path within an object. */
export interface ReferenceField {
  name: string;
  type: string;
  required: boolean;
  text: string;
}

/** Objects within objects are told so deep. */
const DEEPEST = 4;

/** The fields of an object, those of the objects within it behind it. */
export function fieldsOf(schema: Schema, schemas: Schemas, prefix = "", depth = 0): ReferenceField[] {
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
export function plain(schema: Schema, schemas: Schemas): Schema {
  const { $ref, anyOf } = schema;
  if ($ref) return { ...plain(schemas[$ref.split("/").at(-1) ?? ""] ?? {}, schemas), ...described(schema) };
  const one = anyOf?.find(({ type }) => type !== "null");
  return one ? { ...plain(one, schemas), ...described(schema) } : schema;
}

function described({ description }: Schema): Pick<Schema, "description"> {
  return description === undefined ? {} : { description };
}

/** In words: `string (uuid) | null`. */
export function typeOf(schema: Schema, schemas: Schemas): string {
  const { type, format, items, enum: words, const: only } = plain(schema, schemas);
  const nullable = schema.anyOf?.some((one) => one.type === "null") ? " | null" : "";
  if (only !== undefined) return JSON.stringify(only) + nullable;
  if (words) return words.map(String).join(" | ") + nullable;
  if (items) return `${typeOf(items, schemas)}[]${nullable}`;
  return `${[type ?? "object"].flat().join(" | ")}${format ? ` (${format})` : ""}${nullable}`;
}
