import { z } from "zod";
import { invalid } from "../lib/app_error.ts";
import { expandParameter } from "./expand.ts";
import type { Fields, Operation } from "./operation.ts";

/** The names that an answer's object, or each of its rows, can have; null for what is no object. */
export function namesOf({ answer }: Operation): string[] | null {
  if (!("schema" in answer)) return null;
  const { schema } = answer;
  const row = schema instanceof z.ZodArray ? schema.element : schema;
  return row instanceof z.ZodObject ? Object.keys(row.shape) : null;
}

/** An operation's query with `fields` and `expand`, where its answer has any. */
export function withFields(operation: Operation): Fields {
  const query = operation.query ?? z.object({});
  const names = operation.method === "get" ? namesOf(operation) : null;
  return names === null ? query : query.extend({
    fields: z.string().max(1_000, { error: "too_long" }).optional().meta({
      description: `Only these fields of the answer, parted by commas: ${names.join(", ")}`,
      examples: [names.slice(0, 2).join(",")],
    }),
    ...expandParameter(operation),
  });
}

/** An answer with the fields that were asked for, and what its rows were expanded by. @throws AppError invalid, naming those that there are not */
export function shaped(
  operation: Operation,
  body: unknown,
  { fields, expanded }: { fields: string | undefined; expanded: readonly object[] | null },
): unknown {
  const kept = pruned(operation, fields, body);
  if (expanded === null) return kept;
  return Array.isArray(kept)
    ? kept.map((row, at) => ({ ...row, expanded: expanded[at] }))
    : { ...kept as object, expanded: expanded[0] };
}

function pruned(operation: Operation, fields: string | undefined, body: unknown): unknown {
  const wanted = wantedFields(operation, fields);
  if (wanted === null) return body;
  const prune = (row: object) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => wanted.includes(name)));
  return Array.isArray(body) ? body.map(prune) : prune(body as object);
}

/** The names that `fields` asks for, null for all. @throws AppError invalid, naming those that there are not */
export function wantedFields(operation: Operation, fields: string | undefined): string[] | null {
  if (fields === undefined) return null;
  const known = namesOf(operation) ?? [];
  const wanted = fields.split(",").map((one) => one.trim());
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw invalid({ fields: { code: "unknown_field", params: { names: unknown.join(", ") } } });
  }
  return wanted;
}
