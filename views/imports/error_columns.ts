import type { CsvColumn } from "../../src/exports/csv.ts";
import type { ErrorRow } from "../../src/imports/error_rows.ts";
import type { ImportField } from "../../src/imports/import.ts";
import type { ImportRun } from "../../src/imports/queries.ts";
import { fieldSentence } from "../errors/text.ts";
import type { Viewer } from "../viewer.ts";
import { importText } from "./text.ts";

/** The columns of the file as it was, and behind them what is wrong with each row. */
export function errorColumns(viewer: Viewer, run: ImportRun): CsvColumn<ErrorRow>[] {
  const text = importText[viewer.locale];
  const named = (field: string) => text.fields[field as ImportField] ?? field;
  return [
    ...run.headings.map((heading, column) => ({ heading, cell: (row: ErrorRow) => row.cells[column] ?? "" })),
    { heading: text.errorLine, cell: (row) => row.line },
    {
      heading: text.errorProblem,
      cell: (row) =>
        row.problems.map((problem) => `${named(problem.field)}: ${fieldSentence(problem, viewer.locale)}`)
          .join(" "),
    },
  ];
}
