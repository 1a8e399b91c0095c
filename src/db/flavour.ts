/** The SQL a database speaks: libSQL, remote libSQL and SQLite are all `sqlite`. */
export type Flavour = "sqlite" | "postgres";
