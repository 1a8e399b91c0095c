import type { Context } from "hono";
import type { z } from "zod";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { fieldErrors } from "../lib/form.ts";
import { parseStrict } from "../lib/strict_json.ts";
import { unknownFields } from "../lib/unknown_fields.ts";
import type { Env } from "./env.ts";

const JSON_TYPE = /^application\/json *(;|$)/i;

/** What another program says. @throws AppError unsupported, malformed; invalid, with the path of every wrong field */
export async function readJson<S extends z.ZodType>(c: Context<Env>, schema: S): Promise<z.output<S>> {
  return checked(schema, await jsonOf(c));
}

/** The same before any schema has seen it. @throws AppError unsupported, malformed */
export async function jsonOf(c: Context<Env>, types = JSON_TYPE): Promise<unknown> {
  if (!types.test(c.req.header("Content-Type") ?? "")) throw new AppError("unsupported");
  return parseStrict(new Uint8Array(await c.req.arrayBuffer()));
}

/** A value as its schema has it, without a field that the schema does not know. @throws AppError invalid */
export function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value, { reportInput: true });
  const unknown: FieldErrors = Object.fromEntries(
    unknownFields(schema, value).map((
      path,
    ) => [path.join("."), { code: "unknown_field", params: { names: path.join(".") } }]),
  );
  if (parsed.success && Object.keys(unknown).length === 0) return parsed.data;
  throw new AppError("invalid", { fields: { ...unknown, ...wrongFields(parsed.error) } });
}

/** Unknown ones are named one by one already. */
function wrongFields(error: z.ZodError | undefined): FieldErrors {
  return fieldErrors({ issues: error?.issues.filter(({ code }) => code !== "unrecognized_keys") ?? [] });
}
