import { z } from "zod";
import type { FieldErrors } from "../lib/app_error.ts";
import { check, type Parsed, type Typed, version } from "../lib/form.ts";
import {
  DATE_ORDERS,
  type DateOrder,
  ENCODINGS,
  type FileEncoding,
  IMPORT_FIELDS,
  IMPORT_KINDS,
  type ImportKind,
  type Mapping,
  REQUIRED_FIELDS,
  type SeparatorName,
  SEPARATORS,
} from "./import.ts";

export const uploadInput = z.object({
  kind: z.enum(IMPORT_KINDS, { error: "required" }),
  form_key: z.uuid({ error: "invalid" }),
});

export interface Reading {
  encoding: FileEncoding;
  separator: SeparatorName;
  date_order: DateOrder;
  version: number;
}

const reading = z.object({
  encoding: z.enum(ENCODINGS),
  separator: z.enum(Object.keys(SEPARATORS) as [SeparatorName, ...SeparatorName[]]),
  date_order: z.enum(DATE_ORDERS),
  version,
});

/** How the file is read. */
export function readingInput(typed: Typed): Parsed<Reading> {
  return check(reading, typed);
}

/** Which column holds what, of a file with so many columns; errors are those of `columns.<field>`. */
export function mappingInput(
  typed: Typed,
  { kind, columns }: { kind: ImportKind; columns: number },
): { mapping: Mapping; errors: FieldErrors } {
  const chosen = typed.columns;
  const given = typeof chosen === "object" && !Array.isArray(chosen) ? chosen : {};
  const mapping: Mapping = {};
  const errors: FieldErrors = {};
  for (const field of IMPORT_FIELDS[kind]) {
    const value = Object.hasOwn(given, field) ? given[field] : "";
    if (value === "" || value === undefined) continue;
    const column = typeof value === "string" && /^\d{1,3}$/.test(value) ? Number(value) : columns;
    if (column < columns) mapping[field] = column;
    else errors[`columns.${field}`] = { code: "import_column" };
  }
  for (const field of REQUIRED_FIELDS[kind]) {
    if (mapping[field] === undefined) errors[`columns.${field}`] ??= { code: "import_column_missing" };
  }
  const owned = kind === "devices" || kind === "orders";
  if (
    owned && mapping.client === undefined && mapping.client_key === undefined &&
    mapping.document === undefined
  ) {
    errors["columns.client"] ??= { code: "import_owner_missing" };
  }
  return { mapping, errors };
}
