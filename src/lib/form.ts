import { z } from "zod";
import { AppError, type FieldError, type FieldErrors } from "./app_error.ts";

/** What a form held, dotted names nested: `devices.0.brand` → `{ devices: [{ brand }] }`. Files are left out. */
export type Typed = { [name: string]: TypedValue };
export type TypedValue = string | TypedValue[] | Typed;

const MAX_DEPTH = 5;
const MAX_INDEX = 99;
/** More than the largest form has; each may cost a list of a hundred groups. */
const MAX_FIELDS = 2_000;
const NAME = /^[a-z_][A-Za-z0-9_]*(\.([a-z_][A-Za-z0-9_]*|\d{1,2}))*$/;

/**
 * Nests a form's fields; a name repeated (or ending in `[]`) becomes a list; names of another shape are dropped. @throws AppError
 * too_large for a form of thousands of fields
 */
export function nest(form: FormData | URLSearchParams): Typed {
  const root: Typed = {};
  let fields = 0;
  for (const [rawName, value] of form.entries()) {
    if (++fields > MAX_FIELDS) throw new AppError("too_large");
    if (typeof value !== "string") continue;
    const list = rawName.endsWith("[]");
    const name = list ? rawName.slice(0, -2) : rawName;
    if (NAME.test(name)) put(root, name.split("."), { value, list });
  }
  return root;
}

export type Parsed<T> = { ok: true; data: T; typed: Typed } | {
  ok: false;
  errors: FieldErrors;
  typed: Typed;
};

/** Checks nested fields against a schema; failures come back by field path with a code each. */
export function check<S extends z.ZodType>(schema: S, typed: Typed): Parsed<z.output<S>> {
  const result = schema.safeParse(typed);
  if (result.success) return { ok: true, data: result.data, typed };
  return { ok: false, errors: fieldErrors(result.error), typed };
}

export function fieldErrors(error: Pick<z.ZodError, "issues">): FieldErrors {
  const fields: FieldErrors = {};
  for (const issue of error.issues) {
    const path = issue.path.join(".") || "form";
    fields[path] ??= fieldError(issue);
  }
  return fields;
}

/** Text at a path of what was typed, "" when there is none: how a view refills a field. */
export function typedText(typed: Typed | undefined, path: string): string {
  let value: TypedValue | undefined = typed;
  for (const step of path.split(".")) {
    if (value === undefined || typeof value === "string") return "";
    value = Array.isArray(value) ? value[Number(step)] : Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return typeof value === "string" ? value : "";
}

/** The groups typed below a list name (`devices` → one entry per device). */
export function typedList(typed: Typed | undefined, name: string): Typed[] {
  const value = typed?.[name];
  if (!Array.isArray(value)) return [];
  return value.filter((entry): entry is Typed => typeof entry === "object" && !Array.isArray(entry));
}

/** One line of text, trimmed and NFC, without control characters. */
export function line(max: number) {
  return z.string().meta({ maxLength: max }).transform((text) => clean(text).replace(/\s+/g, " ").trim())
    .pipe(z.string().max(max, { error: "too_long" }));
}

export function requiredLine(max: number) {
  return line(max).pipe(z.string().min(1, { error: "required" }));
}

/** Text of several lines, trimmed and NFC. */
export function paragraph(max: number) {
  return z.string().meta({ maxLength: max }).transform((text) => clean(text.replace(/\r\n?/g, "\n")).trim())
    .pipe(z.string().max(max, { error: "too_long" }));
}

export function requiredParagraph(max: number) {
  return paragraph(max).pipe(z.string().min(1, { error: "required" }));
}

/** A check box: its value when ticked, nothing when not. */
export const tick = z.string().optional().transform((value) =>
  value !== undefined && value !== "" && value !== "0"
);

/** The row key after which a page of a list begins, as an address carries it; nothing when it is none. */
export const cursorParam = z.string().regex(/^\d{1,15}$/).transform(Number).optional().catch(undefined);

/** The version of a row that a form was made from, for the check against a later save. */
export const version = z.coerce.number({ error: "required" }).int().min(0);

/** Controls and invisible format characters, line breaks and tabs excepted. */
const CONTROL = /(?![\n\t])[\p{Cc}\p{Cf}]/gu;

function clean(text: string): string {
  return text.normalize("NFC").replace(CONTROL, "");
}

function fieldError(issue: z.core.$ZodIssue): FieldError {
  if (issue.code === "custom") return { code: issue.message, params: issue.params as FieldError["params"] };
  if (/^[a-z][a-z0-9_]+$/.test(issue.message)) return { code: issue.message, params: limits(issue) };
  if (issue.code === "invalid_type") return { code: issue.input === undefined ? "required" : "invalid" };
  if (issue.code === "too_small") return { code: "too_small", params: limits(issue) };
  if (issue.code === "too_big") return { code: "too_big", params: limits(issue) };
  if (issue.code === "unrecognized_keys") {
    return { code: "unknown_field", params: { names: issue.keys.join(", ") } };
  }
  return { code: "invalid" };
}

function limits(issue: z.core.$ZodIssue): FieldError["params"] {
  if (issue.code === "too_small") return { limit: Number(issue.minimum) };
  if (issue.code === "too_big") return { limit: Number(issue.maximum) };
  return undefined;
}

function put(root: Typed, steps: string[], field: { value: string; list: boolean }): void {
  if (steps.length > MAX_DEPTH) return;
  let holder: Typed | TypedValue[] = root;
  for (const [depth, step] of steps.entries()) {
    const last = depth === steps.length - 1;
    const known: TypedValue | undefined = Array.isArray(holder)
      ? holder[Number(step)]
      : Object.hasOwn(holder, step)
      ? holder[step]
      : undefined;
    const next: TypedValue = last
      ? joined(known, field)
      : known ?? (/^\d+$/.test(steps[depth + 1] ?? "") ? [] : {});
    if (typeof next === "string" && !last) return;
    if (Array.isArray(holder)) {
      const index = Number(step);
      if (!Number.isInteger(index) || index > MAX_INDEX) return;
      while (holder.length < index) holder.push({});
      holder[index] = next;
    } else {
      Object.defineProperty(holder, step, {
        value: next,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    if (typeof next === "string") return;
    holder = next;
  }
}

function joined(known: TypedValue | undefined, field: { value: string; list: boolean }): TypedValue {
  if (known === undefined) return field.list ? [field.value] : field.value;
  if (Array.isArray(known)) return [...known, field.value];
  if (typeof known === "string") return [known, field.value];
  return known;
}
