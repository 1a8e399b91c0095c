import type { Selectable } from "kysely";
import { powersOf } from "../auth/overrides.ts";
import { personMay } from "../auth/permissions.ts";
import type { Actor, Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { notFound } from "../lib/app_error.ts";
import { textOf } from "./file.ts";
import { type ImportKind, type ImportState, type Mapping, MOST_COLUMNS } from "./import.ts";
import { firstRecords, UnreadableTable } from "./reading.ts";

export type RunRow = Selectable<Schema["import_run"]>;

export interface ImportRun extends Omit<RunRow, "headings_json" | "mapping_json"> {
  headings: string[];
  mapping: Mapping;
}

/** @throws AppError not_found */
export async function getImport(db: Db, id: string): Promise<ImportRun> {
  const row = await db.selectFrom("import_run").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  const { headings_json, mapping_json, ...run } = row;
  return { ...run, headings: JSON.parse(headings_json), mapping: JSON.parse(mapping_json) };
}

export interface ImportListRow {
  id: string;
  kind: ImportKind;
  state: ImportState;
  file_name: string;
  row_count: number;
  done: number;
  made: number;
  changed: number;
  same: number;
  failed: number;
  created_at: number;
  created_by_name: string;
}

const MOST_LISTED = 50;

/** The latest ones, newest first. */
export async function listImports(ctx: Ctx): Promise<ImportListRow[]> {
  return await ctx.db.selectFrom("import_run")
    .select(["id", "kind", "state", "file_name", "row_count", "done", "created_at", "created_by_name"])
    .select(["made", "changed", "same", "failed"])
    .orderBy("id", "desc").limit(MOST_LISTED).execute();
}

export interface ImportProblem {
  line: number;
  field: string;
  code: string;
  params: Record<string, string | number>;
}

export const PROBLEMS_SHOWN = 100;

/** What is wrong with rows after a line, in their order; of so many rows at most. */
export async function importProblems(
  db: Db,
  id: string,
  { after = 0, upTo, limit = PROBLEMS_SHOWN }: { after?: number; upTo?: number; limit?: number } = {},
): Promise<ImportProblem[]> {
  const rows = await db.selectFrom("import_problem").select(["line", "field", "code", "params_json"])
    .where("import_id", "=", id).where("line", ">", after)
    .$if(upTo !== undefined, (query) => query.where("line", "<=", upTo ?? 0))
    .orderBy("line").orderBy("field").limit(limit).execute();
  return rows.map(({ params_json, ...row }) => ({ ...row, params: JSON.parse(params_json) }));
}

/** The lines after one that something is wrong with, in their order. */
export function problemLines(db: Db, id: string, after: number) {
  return db.selectFrom("import_problem").select("line").distinct().where("import_id", "=", id)
    .where("line", ">", after).orderBy("line");
}

export interface LineProblems {
  line: number;
  problems: ImportProblem[];
}

/** What is wrong with each line after one; of so many lines. */
export async function problemsByLine(
  db: Db,
  id: string,
  { after, limit }: { after: number; limit: number },
): Promise<{ rows: LineProblems[]; next: number | null }> {
  const found = await problemLines(db, id, after).limit(limit + 1).execute();
  const last = found.slice(0, limit).at(-1)?.line;
  if (last === undefined) return { rows: [], next: null };
  const problems = await importProblems(db, id, { after, upTo: last, limit: MOST_COLUMNS * limit });
  const rows = [...Map.groupBy(problems, ({ line }) => line)]
    .map(([line, problems]) => ({ line, problems }));
  return { rows, next: found.length > limit ? last : null };
}

const PREVIEWED = 5;

/** The first rows as they are read now, none where they cannot be. */
export async function previewOf(ctx: Ctx, run: ImportRun): Promise<string[][]> {
  try {
    return (await firstRecords(await textOf(ctx, run), run.separator, PREVIEWED + 1)).slice(1);
  } catch (error) {
    if (error instanceof UnreadableTable) return [];
    throw error;
  }
}

/** Whoever began an import, as long as they may. @throws Error when they no longer do */
export async function importer(db: Db, run: ImportRun): Promise<Actor> {
  const user = await db.selectFrom("user").select(["id", "name", "role", "overrides_json", "active"])
    .where("id", "=", run.created_by).executeTakeFirstOrThrow();
  const { id, name } = user;
  const powers = powersOf(user);
  if (user.active !== 1 || !personMay(powers, "imports.run")) throw new Error(`${name} may no longer import`);
  return { kind: "user", id, name, ...powers, branchId: run.branch_id };
}

/** Changes whenever the page of an import has to. */
export function importMark(run: Pick<ImportRun, "state" | "done" | "failed">): string {
  return `${run.state}.${run.done}.${run.failed}`;
}
