import { CompiledQuery } from "kysely";
import type { Db } from "../db/open.ts";
import type { Rows } from "./rows.ts";

/** Few enough for every engine's count of parameters; longer statements are not faster. */
const ROWS_A_STATEMENT = 64;

/** Writes rows in bulk into one database. Its statements are built once: that costs more than running them. */
export function bulkLoad(): (trx: Db, rows: Rows) => Promise<void> {
  const statements = new Map<string, string>();
  return async (trx, rows) => {
    for (const [table, list] of Object.entries(rows) as [keyof Rows, readonly object[]][]) {
      for (const some of pieces(list)) {
        const key = `${some.length} ${table}`;
        const statement = statements.get(key) ?? trx.insertInto(table).values(some as never).compile().sql;
        statements.set(key, statement);
        await trx.executeQuery(CompiledQuery.raw(statement, valuesOf(some)));
      }
    }
  };
}

/** Cuts a list into lengths that come again: 64 rows while there are as many, then 32, 16 … 1. */
function* pieces<Row>(list: readonly Row[]): Generator<Row[]> {
  for (let from = 0, count = ROWS_A_STATEMENT; from < list.length; count /= 2) {
    for (; list.length - from >= count; from += count) yield list.slice(from, from + count);
  }
}

function valuesOf(rows: readonly object[]): unknown[] {
  const columns = Object.keys(rows[0] ?? {});
  const values: unknown[] = [];
  for (const row of rows as readonly Record<string, unknown>[]) {
    for (const column of columns) values.push(row[column]);
  }
  return values;
}
