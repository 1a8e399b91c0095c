import type { QueryResult } from "kysely";

/** What a statement took (milliseconds, all waits included), and the rows that it gave or changed. */
export interface Timed {
  ms: number;
  rows: number;
}

export function rowsOf({ rows, numAffectedRows }: QueryResult<unknown>): number {
  return rows.length > 0 ? rows.length : Number(numAffectedRows ?? 0);
}
