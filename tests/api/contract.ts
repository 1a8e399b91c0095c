import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import fc from "fast-check";

/** As much of the document as the contract test reads. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  minItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  examples?: unknown[];
}

export interface Media {
  schema: Schema;
  example?: unknown;
}

export interface Described {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

export interface Document {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

/** Holds an answer's body against the schema that the document has for it: each schema is compiled once. */
export function bodyChecker(document: Document): (schema: Schema) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: "doc", components: document.components });
  const compiled = new WeakMap<Schema, ValidateFunction>();
  return (schema) => {
    const known = compiled.get(schema);
    if (known) return known;
    const check = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"doc#/')));
    compiled.set(schema, check);
    return check;
  };
}

const UUID = "0190a0b0-0000-7000-8000-000000000000";
const words = fc.string({ unit: "grapheme", maxLength: 60 });

/** Values that fit a schema of the document. */
export function fitting(schema: Schema, document: Document): fc.Arbitrary<unknown> {
  const { $ref, anyOf, oneOf, properties, items, examples } = schema;
  if ($ref) return fitting(document.components.schemas[$ref.split("/").at(-1) ?? ""] ?? {}, document);
  const options = anyOf ?? oneOf;
  if (options) return fc.oneof(...options.map((one) => fitting(one, document)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (properties) {
    const made = Object.entries(properties).map(([name, one]) => [name, fitting(one, document)]);
    const model: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(made);
    return fc.record<Record<string, unknown>, string>(model, { requiredKeys: schema.required ?? [] });
  }
  const types = [schema.type ?? "string"].flat();
  return fc.oneof(...types.map((type): fc.Arbitrary<unknown> => {
    if (type === "array") {
      const { minItems: minLength = 0, maxItems = 3 } = schema;
      return fc.array(items ? fitting(items, document) : words, {
        minLength,
        maxLength: Math.min(maxItems, 3),
      });
    }
    if (type === "null") return fc.constant(null);
    if (type === "boolean") return fc.boolean();
    if (type === "integer" || type === "number") {
      return fc.integer({
        min: Math.max(schema.minimum ?? 0, -1e9),
        max: Math.min(schema.maximum ?? 1e6, 1e9),
      });
    }
    if (schema.format === "uuid") return fc.oneof(fc.constant(UUID), fc.uuid());
    if (schema.format === "date-time") {
      return fc.constantFrom("2026-12-01T10:00:00Z", "2027-01-01T00:00:00.5-03:00");
    }
    if (schema.format === "date") return fc.constantFrom("2026-11-01", "2026-12-31");
    if (schema.pattern) return fc.constantFrom(...(examples ?? ["1"]));
    const any = schema.maxLength ? words.map((text) => text.slice(0, schema.maxLength)) : words;
    return examples ? fc.oneof(any, fc.constantFrom(...examples)) : any;
  }));
}

/** What programs send by mistake and databases choke on: no Unicode, a NUL, numbers beyond what a column holds. */
const HOSTILE = [
  "a\u0000b",
  "\ud800",
  "\udc00x",
  " ",
  "x".repeat(20_000),
  "-1",
  "1e400",
  "٣",
  "../../x",
  "%",
  "_",
];
const HUGE = [-1, 0.5, 2 ** 31, 2 ** 53 - 1, 2 ** 53, -(2 ** 63), 1e308];

/** A word as no form would send it. */
export const hostileText = fc.oneof(fc.string(), fc.constantFrom(...HOSTILE));

/** Any JSON at all, and what is nearly right: a field too many, one of another type, one too few. */
export function unfitting(schema: Schema, document: Document): fc.Arbitrary<unknown> {
  const any = fc.oneof(
    { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    fc.constantFrom(...HOSTILE, ...HUGE),
  );
  const near = fc.tuple(fitting(schema, document), any, fc.nat(20)).map(
    ([value, odd, at]) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return odd;
      const names = Object.keys(value);
      const name = names.length === 0 ? "x" : names[at % names.length] ?? "x";
      return at % 3 === 0 ? { ...value, [`${name}_x`]: odd } : { ...value, [name]: odd };
    },
  );
  return fc.oneof(near, fc.jsonValue({ maxDepth: 4 }));
}
