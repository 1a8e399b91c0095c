import { type Expression, PostgresAdapter } from "kysely";
import { jsonArrayFrom as jsonOfPostgres } from "kysely/helpers/postgres";
import { jsonArrayFrom as jsonOfSqlite } from "kysely/helpers/sqlite";
import type { Db } from "./open.ts";
import { prepared } from "./prepared.ts";

/** Selections by name; each names its columns (no `selectAll`), which hold texts, whole numbers or conditions. */
type Lists = Record<string, Parameters<typeof jsonOfSqlite<unknown>>[0]>;

/** The rows of each selection, as it would give them by itself. */
export type Rows<L extends Lists> = {
  [Name in keyof L]: L[Name] extends Expression<infer Row> ? Row[] : never;
};

/** Several selections in one statement: one way to the database and back, one instant of it. */
export async function together<L extends Lists>({ db }: { db: Db }, lists: L): Promise<Rows<L>> {
  return rowsOf<L>(await asOne(db, lists).execute());
}

/** The same, built and compiled once; `build` is that of `prepared`. */
export function preparedTogether<
  Source extends { db: Db },
  Given extends Record<string, string | number | null>,
  L extends Lists,
>(build: (source: Source, places: Given) => L): (source: Source, values: Given) => Promise<Rows<L>> {
  const run = prepared((source: Source, places: Given) => asOne(source.db, build(source, places)));
  return async (source, values) => rowsOf<L>(await run(source, values));
}

/** One row with a column of JSON for each selection. */
function asOne(db: Db, lists: Lists) {
  const json = db.getExecutor().adapter instanceof PostgresAdapter ? jsonOfPostgres : jsonOfSqlite;
  return db.selectNoFrom(Object.entries(lists).map(([name, list]) => json(list).as(name)));
}

/** SQLite hands JSON over as text, Postgres parsed. */
function rowsOf<L extends Lists>([row = {}]: readonly Record<string, unknown>[]): Rows<L> {
  const parsed = Object.entries(row).map((
    [name, json],
  ) => [name, typeof json === "string" ? JSON.parse(json) : json]);
  return Object.fromEntries(parsed) as Rows<L>;
}
