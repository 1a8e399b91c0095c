import { type RawBuilder, sql } from "kysely";

/**
 * A column of text that no index is taken for (`whenNull` where null): for a branch, whose rows are many, SQLite would rather begin with all
 * of them than with the days that are asked for.
 */
export function unindexed(column: string, whenNull = ""): RawBuilder<string> {
  return sql<string>`coalesce(${sql.ref(column)}, ${whenNull})`;
}
