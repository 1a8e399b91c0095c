import { z } from "zod";
import { cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, PAGE } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { invalid } from "../lib/app_error.ts";
import { line } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { type ExaminedFile, examineFile, keepFile, mapColumns, startImport } from "./commands.ts";
import { IMPORT_KINDS } from "./import.ts";
import {
  ColumnsIn,
  Import,
  ImportProblem,
  ImportSummary,
  importSummary,
  importTold,
  problemTold,
} from "./json.ts";
import { getImport, listImports, problemsByLine } from "./queries.ts";

const tag = "data";
const scope = "imports:run";
const params = z.object({ id: Id });
const PROBLEMS = "problems";

/** Files of other systems, as on the screens: sent, read, tried, then brought in by a job. */
export const importOperations: readonly Operation[] = [
  operation({
    id: "listImports",
    method: "get",
    path: paths.apiImports(),
    tag,
    scope,
    summary: "List the latest imports",
    answer: { text: "The latest fifty, newest first", schema: z.array(ImportSummary) },
    async handle(ctx) {
      return { body: (await listImports(ctx)).map(importSummary) };
    },
  }),
  operation({
    id: "createImport",
    method: "post",
    path: paths.apiImports(),
    tag,
    scope,
    summary: "Send a CSV file",
    description:
      "Its bytes as they are, at most 32 MB and 200,000 rows. Encoding, separator and columns are guessed; " +
      "say what they are to have every row tried.",
    query: z.object({
      kind: z.enum(IMPORT_KINDS, { error: "required" }),
      name: line(100).default("datos.csv"),
    }),
    body: z.custom<ExaminedFile>(),
    upload: { types: ["text/csv", "text/plain"], read: examineFile },
    statuses: [201],
    answer: { text: "The import, which waits for its columns", schema: Import },
    async handle(ctx, { query: { kind, name }, body, key }) {
      const { id } = await keepFile(ctx, { kind, name, examined: body, form_key: key });
      return { ...await told(ctx, id), location: paths.apiImport(id) };
    },
  }),
  operation({
    id: "getImport",
    method: "get",
    path: paths.apiImport("{id}"),
    tag,
    scope,
    summary: "Read how far an import is",
    params,
    answer: { text: "The import", schema: Import },
    handle: (ctx, { params: { id } }) => told(ctx, id),
  }),
  operation({
    id: "mapImportColumns",
    method: "post",
    path: paths.apiImportColumns("{id}"),
    tag,
    scope,
    summary: "Say which column is what, and have every row tried",
    description:
      "Nothing is written. Read with another encoding or separator the file has other columns: they are " +
      "guessed anew, and the import waits for them again, in the state `mapping`.",
    params,
    body: ColumnsIn,
    example: { separator: "semicolon", columns: { key: 0, name: 1, phone: 3 } },
    statuses: [202],
    answer: { text: "The import as it is now", schema: Import },
    async handle(ctx, { params: { id }, body }) {
      const run = await getImport(ctx.db, id);
      const { encoding = run.encoding, separator = run.separator, date_order = run.date_order } = body;
      const columns = Object.fromEntries(
        Object.entries(body.columns ?? run.mapping).map(([field, column]) => [field, String(column)]),
      );
      const reading = { encoding, separator, date_order, version: run.version };
      const mapped = await mapColumns(ctx, id, { reading, typed: { columns } });
      if ("errors" in mapped) throw invalid(mapped.errors);
      return await told(ctx, id);
    },
  }),
  operation({
    id: "startImport",
    method: "post",
    path: paths.apiImportStart("{id}"),
    tag,
    scope,
    summary: "Bring in the rows with nothing wrong",
    description: "By a job, fifty to a transaction; it goes on where it was if the server dies meanwhile.",
    params,
    statuses: [202],
    answer: { text: "The import as it is now", schema: Import },
    async handle(ctx, { params: { id } }) {
      await startImport(ctx, id);
      return await told(ctx, id);
    },
  }),
  operation({
    id: "listImportProblems",
    method: "get",
    path: paths.apiImportProblems("{id}"),
    tag,
    scope,
    summary: "List what is wrong with which rows",
    params,
    query: z.object(PAGE),
    answer: { text: "One page of lines, in their order", schema: z.array(ImportProblem) },
    async handle(ctx, { params: { id }, query: { cursor, limit } }) {
      const [after = 0] = cursorNumbers(PROBLEMS, cursor, { count: 1 }) ?? [];
      await getImport(ctx.db, id);
      const { rows, next } = await problemsByLine(ctx.db, id, { after, limit });
      return {
        body: rows.map((row) => problemTold(ctx, row)),
        next: next === null ? null : cursorText(PROBLEMS, [next]),
      };
    },
  }),
];

async function told(ctx: Ctx, id: string) {
  const run = await getImport(ctx.db, id);
  return { body: importTold(run), version: run.version };
}
