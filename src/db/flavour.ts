import { type Kysely, PostgresAdapter } from "kysely";

/** The SQL a database speaks: libSQL, remote libSQL and SQLite are all `sqlite`. */
export type Flavour = "sqlite" | "postgres";

export function flavourOf<S>(db: Kysely<S>): Flavour {
  return db.getExecutor().adapter instanceof PostgresAdapter ? "postgres" : "sqlite";
}
