import { CompiledQuery } from "kysely";
import type { Db } from "../db/open.ts";
import type { Sheet } from "./rows.ts";

/** Few enough for every engine's count of parameters; longer statements are not faster. */
const ROWS_A_STATEMENT = 64;

/** Writes rows in bulk into one database. Its statements are built once: that costs more than running them. */
export function bulkLoad(): (trx: Db, sheet: Sheet) => Promise<void> {
  const statements = new Map<string, string>();
  return async (trx, { table, columns, rows, values }) => {
    for (const { from, count } of pieces(rows)) {
      const key = `${count} ${table}`;
      const statement = statements.get(key) ?? insertion(trx, { table, columns, count });
      statements.set(key, statement);
      const some = values.slice(from * columns.length, (from + count) * columns.length);
      await trx.executeQuery(CompiledQuery.raw(statement, some));
    }
  };
}

function insertion(
  trx: Db,
  { table, columns, count }: Pick<Sheet, "table" | "columns"> & { count: number },
): string {
  const row = Object.fromEntries(columns.map((column) => [column, 0]));
  return trx.insertInto(table).values(Array.from({ length: count }, () => row) as never).compile().sql;
}

/** Cuts a list into lengths that come again: 64 rows while there are as many, then 32, 16 … 1. */
function* pieces(length: number): Generator<{ from: number; count: number }> {
  for (let from = 0, count = ROWS_A_STATEMENT; from < length; count /= 2) {
    for (; length - from >= count; from += count) yield { from, count };
  }
}
