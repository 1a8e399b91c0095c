import { z } from "zod";
import type { Ctx } from "../context.ts";
import { requireScope } from "../http/bearer.ts";
import { invalid } from "../lib/app_error.ts";
import type { ApiScope } from "../tokens/scope.ts";
import type { Operation } from "./operation.ts";

/** Something that belongs to a row of an answer, and is told with it when `expand` names it. */
export interface Expansion<Row> {
  /** What reading it by itself needs. */
  scope: ApiScope;
  schema: z.ZodType;
  /** For all rows of the page at once, in their order. */
  of(ctx: Ctx, rows: readonly Row[]): Promise<readonly unknown[]>;
}

export function expansion<Row, S extends z.ZodType>(
  declared: {
    scope: ApiScope;
    schema: S;
    of(ctx: Ctx, rows: readonly Row[]): Promise<readonly z.input<S>[]>;
  },
): Expansion<Row> {
  return declared;
}

/** `expand`, where an operation has something to tell more of. */
export function expandParameter({ expand }: Operation): Record<string, z.ZodType> {
  if (expand === undefined) return {};
  const names = Object.keys(expand);
  const scoped = Object.entries(expand).map(([name, { scope }]) => `${name} (\`${scope}\`)`);
  return {
    expand: z.string().max(1_000, { error: "too_long" }).optional().meta({
      description: `Tell these with each row, parted by commas; each needs its scope: ${scoped.join(", ")}`,
      examples: [names.join(",")],
    }),
  };
}

/** The schema of an operation's answer with what `expand` may add. */
export function answerSchema({ answer, expand }: Operation): z.ZodType | null {
  if (!("schema" in answer)) return null;
  const { schema } = answer;
  const row = schema instanceof z.ZodArray ? schema.element : schema;
  if (expand === undefined || !(row instanceof z.ZodObject)) return schema;
  const more = Object.entries(expand).map(([name, { schema }]) => [name, schema.optional()]);
  const whole = row.extend({
    expanded: z.object(Object.fromEntries(more)).optional().meta({ description: "What `expand` named" }),
  });
  return schema instanceof z.ZodArray ? z.array(whole) : whole;
}

/** @throws AppError invalid, naming those that there are not; forbidden */
export function wantedExpansions(ctx: Ctx, { expand = {} }: Operation, text: string | undefined): string[] {
  if (text === undefined) return [];
  const wanted = [...new Set(text.split(",").map((one) => one.trim()))];
  const unknown = wanted.filter((name) => !Object.hasOwn(expand, name));
  if (unknown.length > 0) {
    throw invalid({ expand: { code: "unknown_field", params: { names: unknown.join(", ") } } });
  }
  for (const name of wanted) {
    const scope = expand[name]?.scope;
    if (scope) requireScope(ctx.actor, scope);
  }
  return wanted;
}

/** For each row of an answer what was wanted of it, by name; null when nothing was. */
export async function expandedOf(
  ctx: Ctx,
  { expand = {} }: Operation,
  { wanted, body }: { wanted: readonly string[]; body: unknown },
): Promise<Record<string, unknown>[] | null> {
  const rows: readonly unknown[] = Array.isArray(body) ? body : [body];
  if (wanted.length === 0) return null;
  const told: Record<string, unknown>[] = rows.map(() => ({}));
  if (rows.length === 0) return told;
  await Promise.all(wanted.map(async (name) => {
    const more = await expand[name]?.of(ctx, rows);
    for (const [at, of] of told.entries()) of[name] = more?.[at];
  }));
  return told;
}
