import type { SelectQueryBuilder } from "kysely";
import type { Flavour } from "./flavour.ts";

/** Holds the rows read until the transaction ends. SQLite has one writer at a time, so there nothing needs to be held. */
export function holdRows<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  flavour: Flavour,
): SelectQueryBuilder<DB, TB, O> {
  return flavour === "postgres" ? query.forUpdate() : query;
}
