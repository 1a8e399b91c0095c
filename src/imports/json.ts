import { z } from "zod";
import { Id, Instant, instant, instantOrNull } from "../api/shapes.ts";
import { problemOf } from "../http/errors.tsx";
import type { Ctx } from "../context.ts";
import { invalid } from "../lib/app_error.ts";
import {
  DATE_ORDERS,
  ENCODINGS,
  IMPORT_FIELDS,
  IMPORT_KINDS,
  IMPORT_STATES,
  MOST_COLUMNS,
  type SeparatorName,
  SEPARATORS,
} from "./import.ts";
import type { ImportListRow, ImportRun, LineProblems } from "./queries.ts";

const FIELDS = [...new Set(Object.values(IMPORT_FIELDS).flat())];
const separators = z.enum(Object.keys(SEPARATORS) as [SeparatorName, ...SeparatorName[]], {
  error: "invalid",
});

const count = (description: string) => z.int().min(0).meta({ description });

export const ImportSummary = z.object({
  id: Id,
  kind: z.enum(IMPORT_KINDS),
  state: z.enum(IMPORT_STATES).meta({
    description:
      "`mapping` waits for its columns · `checking` tries every row and writes none · `checked` waits to " +
      "be started · `importing` writes · `done` · `failed` could not be read to its end",
  }),
  file_name: z.string(),
  rows: count("Known once they were tried"),
  done: count("Tried or written so far"),
  made: count("New"),
  changed: count("Changed"),
  same: count("As they were already"),
  failed: count("With something wrong, left out"),
  created_at: Instant,
  created_by: z.string(),
}).meta({ id: "ImportSummary" });

export const Import = ImportSummary.extend({
  encoding: z.enum(ENCODINGS),
  separator: separators,
  date_order: z.enum(DATE_ORDERS).meta({ description: "How 03/04/2026 is read" }),
  headings: z.array(z.string()),
  columns: z.partialRecord(z.enum(FIELDS), z.int()).meta({
    description: "Field → number of the file's column, from 0; guessed from the headings at first",
  }),
  finished_at: Instant.nullable(),
  version: z.int(),
}).meta({ id: "Import", description: "A file that is brought in" });

export function importSummary(row: ImportListRow): z.input<typeof ImportSummary> {
  const { row_count: rows, created_at, created_by_name: created_by, ...rest } = row;
  return { ...rest, rows, created_at: instant(created_at), created_by };
}

export function importTold(run: ImportRun): z.input<typeof Import> {
  const { id, kind, state, file_name, row_count, done, made, changed, same, failed } = run;
  const { encoding, separator, date_order, headings, mapping: columns, version } = run;
  const { created_at, created_by_name } = run;
  return {
    ...importSummary({
      id,
      kind,
      state,
      file_name,
      row_count,
      done,
      made,
      changed,
      same,
      failed,
      created_at,
      created_by_name,
    }),
    encoding,
    separator,
    date_order,
    headings,
    columns,
    finished_at: instantOrNull(run.finished_at),
    version,
  };
}

export const ColumnsIn = z.object({
  encoding: z.enum(ENCODINGS, { error: "invalid" }).optional(),
  separator: separators.optional(),
  date_order: z.enum(DATE_ORDERS, { error: "invalid" }).optional(),
  columns: z.partialRecord(z.enum(FIELDS), z.int({ error: "whole_number" }).min(0).max(MOST_COLUMNS))
    .optional()
    .meta({ description: "Field → number of the column, from 0; as they are when left out" }),
});

export const ImportProblem = z.object({
  line: z.int().meta({ description: "Of the file, 1 for the headings" }),
  problems: z.array(z.object({ field: z.string(), code: z.string(), detail: z.string() })),
}).meta({ id: "ImportProblem" });

export function problemTold(ctx: Ctx, { line, problems }: LineProblems): z.input<typeof ImportProblem> {
  const fields = Object.fromEntries(problems.map(({ field, code, params }) => [field, { code, params }]));
  return { line, problems: problemOf(invalid(fields), ctx).errors ?? [] };
}
