import type { z } from "zod";

type Path = (string | number)[];

/**
 * The paths of what an object holds beyond its schema, however deep: a form's schema passes over what it does not know, but a
 * program is told of every field that would have no effect.
 */
export function unknownFields(schema: z.core.$ZodType, value: unknown): Path[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return ofObject(def, value);
    case "array":
      return Array.isArray(value) ? value.flatMap((item, index) => below(index, def.element, item)) : [];
    case "union":
      return fewest(meant(def, value).map((option) => unknownFields(option, value)));
    case "pipe":
      return unknownFields(isTransform(def.in) ? def.out : def.in, value);
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "catch":
    case "readonly":
      return unknownFields(def.innerType, value);
    default:
      return [];
  }
}

/** Of a union, what the value names itself as, where it has to. */
function meant(def: z.core.$ZodUnionDef, value: unknown): readonly z.core.$ZodType[] {
  if (!("discriminator" in def) || typeof value !== "object" || value === null) return def.options;
  const name = String(def.discriminator);
  const given = Object.entries(value).find(([key]) => key === name)?.[1];
  return def.options.filter((option) => option._zod.propValues?.[name]?.has(given));
}

function fewest([first = [], ...others]: Path[][]): Path[] {
  return others.reduce((best, one) => one.length < best.length ? one : best, first);
}

function ofObject({ shape, catchall }: z.core.$ZodObjectDef, value: unknown): Path[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const known = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (known) return below(name, known, item);
    return catchall && catchall._zod.def.type !== "never" ? [] : [[name]];
  });
}

function below(step: string | number, schema: z.core.$ZodType, value: unknown): Path[] {
  return unknownFields(schema, value).map((path) => [step, ...path]);
}

function isTransform(schema: z.core.$ZodType): boolean {
  return schema._zod.def.type === "transform";
}
