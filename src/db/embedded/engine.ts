import type { SqlValue } from "../values.ts";

/** One open connection of an SQLite library, cut down to what the dialect needs. Everything in it is synchronous. */
export interface Engine {
  exec(sql: string): void;
  prepare(sql: string): Prepared;
  readonly inTransaction: boolean;
  close(): void;
}

export interface Prepared {
  /** Empty when the statement returns no rows. */
  readonly columns: readonly string[];
  all(parameters: SqlValue[]): unknown[][];
  iterate(parameters: SqlValue[]): Iterable<unknown[]>;
  run(parameters: SqlValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
}

export type OpenEngine = (path: string) => Engine;

/** libSQL's native binding. Its prepared `begin` does not survive a BUSY, its `exec` does: transactions go through `exec`. */
export async function libsqlEngine(): Promise<OpenEngine> {
  const { default: Libsql } = await import("libsql");
  return (path) => {
    const database = new Libsql(path);
    return {
      exec: (sql) => void database.exec(sql),
      get inTransaction() {
        return database.inTransaction;
      },
      close: () => void database.close(),
      prepare(sql) {
        const statement = database.prepare<unknown[]>(sql);
        const columns = statement.reader ? statement.columns().map(({ name }) => name) : [];
        if (columns.length > 0) statement.raw();
        return {
          columns,
          all: (parameters) => statement.all(parameters) as unknown[][],
          iterate: (parameters) => statement.iterate(parameters) as Iterable<unknown[]>,
          run: (parameters) => statement.run(parameters),
        };
      },
    };
  };
}

/** The SQLite that ships with Deno; libSQL's binding cannot open a file for reading alone. */
export async function nodeSqliteEngine({ readOnly = false } = {}): Promise<OpenEngine> {
  const { DatabaseSync } = await import("node:sqlite");
  return (path) => {
    const database = new DatabaseSync(path, { readOnly });
    return {
      exec: (sql) => database.exec(sql),
      get inTransaction() {
        return database.isTransaction;
      },
      close: () => database.close(),
      prepare(sql) {
        const statement = database.prepare(sql);
        const columns = statement.columns().map(({ name }) => name);
        if (columns.length > 0) statement.setReturnArrays(true);
        return {
          columns,
          all: (parameters) => statement.all(...parameters) as unknown as unknown[][],
          iterate: (parameters) => statement.iterate(...parameters) as unknown as Iterable<unknown[]>,
          run: (parameters) => statement.run(...parameters),
        };
      },
    };
  };
}
