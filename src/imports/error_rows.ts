import type { FieldError } from "../lib/app_error.ts";
import type { Ctx } from "../context.ts";
import { asWritten } from "../exports/csv.ts";
import { textOf } from "./file.ts";
import { importProblems, type ImportRun } from "./queries.ts";
import { records } from "./reading.ts";

export interface ErrorRow {
  line: number;
  /** As the file has them. */
  cells: string[];
  problems: (FieldError & { field: string })[];
}

const AT_ONCE = 500;

/** The rows with errors as the file has them, so that they can be mended and imported alone. */
export async function* errorRows(ctx: Ctx, run: ImportRun): AsyncGenerator<ErrorRow[]> {
  let waiting = await nextProblems(ctx, run, 0);
  let [line, page] = [0, [] as ErrorRow[]];
  for await (const record of records(await textOf(ctx, run), run.separator)) {
    line++;
    if (waiting.size === 0) break;
    const problems = waiting.get(line);
    if (!problems) continue;
    waiting.delete(line);
    page.push({ line, cells: record.map(asWritten), problems });
    if (waiting.size > 0) continue;
    yield page;
    page = [];
    waiting = await nextProblems(ctx, run, line);
  }
  yield page;
}

/** By line; the last line may have more problems than were read, so it is left for the next time unless it is alone. */
async function nextProblems(ctx: Ctx, run: ImportRun, after: number) {
  const found = await importProblems(ctx.db, run.id, { after, limit: AT_ONCE });
  const byLine = Map.groupBy(found, ({ line }) => line);
  const last = found.at(-1);
  if (last && found.length === AT_ONCE && byLine.size > 1) byLine.delete(last.line);
  return byLine;
}
